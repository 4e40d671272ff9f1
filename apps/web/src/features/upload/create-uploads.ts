import { createStore, type Store } from '@/lib/store.ts';
import { chooseFiles, titleFrom, type ChosenFile } from './choose-files.ts';
import type { Drafts } from './drafts.ts';
import type { EnginePorts, UploadSession } from './engine/types.ts';
import { uploadFile } from './engine/upload-file.ts';
import type { Refusal } from './publish.ts';
import type { SessionRecord, SessionRecords } from './session-records.ts';
import {
  isWorking,
  uploadReducer,
  type UploadAction,
  type UploadItem,
  type UploadText,
} from './upload-state.ts';

/** Files on their way at once; each sends several parts. */
const filesAtOnce = 2;

export interface UploadsPorts extends EnginePorts {
  records: SessionRecords;
  drafts: Drafts;
  /** Stores the text; resolves to undefined, or to why not. */
  publish: (session: UploadSession, text: UploadText) => Promise<Refusal | undefined>;
  /** Removes what has arrived; best effort. */
  abandon: (session: UploadSession, published: boolean) => Promise<void>;
  sentence: (error: unknown) => string;
}

export interface Uploads {
  store: Store<readonly UploadItem[]>;
  /** Brings back what this person left unfinished. */
  open: (personId: string) => Promise<void>;
  /** Adds files, continues those that were begun; returns a sentence for each one refused. */
  add: (files: readonly File[]) => string[];
  setText: (id: string, text: Partial<UploadText>) => void;
  publish: (id: string) => void;
  pause: (id: string) => void;
  resume: (id: string) => void;
  cancel: (id: string) => void;
  /** Takes a finished one from the list. */
  dismiss: (id: string) => void;
  pauseAll: () => void;
}

class Paused extends Error {}

/** All uploads of this page: queue, memory and text. Lives outside of React, so that it survives navigation. */
export function createUploads(ports: UploadsPorts): Uploads {
  const store = createStore<readonly UploadItem[]>([]);
  const files = new Map<string, File>();
  const running = new Map<string, AbortController>();
  let person: string | undefined;

  const find = (id: string) => store.read().find((item) => item.id === id);

  function dispatch(id: string, action: UploadAction): UploadItem | undefined {
    store.write(store.read().map((item) => (item.id === id ? uploadReducer(item, action) : item)));
    return find(id);
  }

  const put = (item: UploadItem) =>
    store.write(
      find(item.id) ? store.read().map((i) => (i.id === item.id ? item : i)) : [...store.read(), item],
    );

  const drop = (id: string) => store.write(store.read().filter((item) => item.id !== id));

  function remember(item: UploadItem | undefined) {
    if (!item?.session || !person) return;
    const published =
      item.publication.state === 'stored' && item.publication.videoKey === item.session.videoKey;
    const finished = item.phase === 'done';
    if (published) ports.drafts.remove(item.id);
    if (finished && published) return void ports.records.remove(person, item.id);
    const { id, fileName, size, contentType, session, sentBytes } = item;
    const record = {
      id,
      personId: person,
      fileName,
      size,
      contentType,
      session,
      sentBytes,
      finished,
      published,
    };
    void ports.records.save({ ...record, savedAt: ports.now() });
  }

  function pump() {
    const free = filesAtOnce - store.read().filter(isWorking).length;
    const next = store.read().filter((item) => item.phase === 'queued' && files.has(item.id));
    for (const item of next.slice(0, Math.max(0, free))) void run(item);
  }

  async function run(item: UploadItem) {
    const file = files.get(item.id);
    if (!file || running.has(item.id)) return;
    const { id } = item;
    const control = new AbortController();
    running.set(id, control);
    try {
      await uploadFile({
        file: { name: item.fileName, contentType: item.contentType, blob: file },
        session: item.session,
        ports,
        signal: control.signal,
        report: (event) => {
          if (control.signal.aborted) return;
          const after = dispatch(id, { type: 'engine', event, now: ports.now() });
          if (event.type !== 'session') return;
          remember(after);
          void sendText(id);
        },
      });
      if (!control.signal.aborted) remember(dispatch(id, { type: 'done' }));
    } catch (error) {
      if (!control.signal.aborted) remember(dispatch(id, { type: 'failed', problem: ports.sentence(error) }));
    } finally {
      // After a pause and a quick resume this belongs to the next run already.
      if (running.get(id) === control) running.delete(id);
    }
    pump();
  }

  /** Stores the text when it was asked for and the upload has a key; again when the key has changed since. */
  async function sendText(id: string) {
    const item = find(id);
    if (!item?.session) return;
    const { session, publication, text } = item;
    if (publication.state === 'draft') return;
    if (publication.state === 'stored' && publication.videoKey === session.videoKey) return;
    dispatch(id, { type: 'publishing' });
    const refusal = await ports.publish(session, text);
    if (find(id)?.session?.videoKey !== session.videoKey) return;
    remember(
      dispatch(
        id,
        refusal ? { type: 'refused', ...refusal } : { type: 'published', videoKey: session.videoKey },
      ),
    );
  }

  function stop(id: string) {
    running.get(id)?.abort(new Paused());
    running.delete(id);
  }

  /** Somebody else logged in: what the other person left is none of theirs. */
  function forgetAll() {
    for (const id of running.keys()) stop(id);
    files.clear();
    store.write([]);
  }

  function begin({ id, file, contentType }: ChosenFile) {
    const before = find(id);
    files.set(id, file);
    if (before) return void dispatch(id, { type: 'queued' });
    const text = ports.drafts.read(id) ?? {
      displayName: titleFrom(file.name),
      description: '',
      visibility: 'public',
    };
    put(newItem({ id, fileName: file.name, size: file.size, contentType, phase: 'queued', text }));
  }

  const uploads: Uploads = {
    store,
    async open(personId) {
      if (person === personId) return;
      if (person) forgetAll();
      person = personId;
      for (const record of await ports.records.list(personId)) {
        if (!find(record.id)) put(fromRecord(record, ports.drafts.read(record.id)));
      }
    },
    add(chosenFiles) {
      const taken = new Set(
        store.read().flatMap((i) => (files.has(i.id) || i.phase === 'done' ? [i.id] : [])),
      );
      const { chosen, refused } = chooseFiles(chosenFiles, taken);
      chosen.forEach(begin);
      pump();
      return refused;
    },
    setText(id, text) {
      const item = dispatch(id, { type: 'text', text });
      if (item) ports.drafts.write(id, item.text);
    },
    publish(id) {
      dispatch(id, { type: 'publishing' });
      void sendText(id);
    },
    pause(id) {
      stop(id);
      remember(dispatch(id, { type: 'paused' }));
      pump();
    },
    resume(id) {
      dispatch(id, { type: 'queued' });
      pump();
    },
    cancel(id) {
      const item = find(id);
      stop(id);
      uploads.dismiss(id);
      ports.drafts.remove(id);
      if (item?.session) void ports.abandon(item.session, item.publication.state === 'stored');
      pump();
    },
    dismiss(id) {
      drop(id);
      files.delete(id);
      if (person) void ports.records.remove(person, id);
    },
    pauseAll() {
      for (const item of store.read()) if (isWorking(item) || item.phase === 'queued') uploads.pause(item.id);
    },
  };
  return uploads;
}

type NewItem = Pick<UploadItem, 'id' | 'fileName' | 'size' | 'contentType' | 'phase' | 'text'> &
  Partial<UploadItem>;

const newItem = (item: NewItem): UploadItem => ({
  sentBytes: 0,
  resumedBytes: 0,
  samples: [],
  publication: { state: 'draft' },
  ...item,
});

function fromRecord(record: SessionRecord, draft: UploadText | undefined): UploadItem {
  const { id, fileName, size, contentType, session, sentBytes, finished, published } = record;
  return newItem({
    ...{ id, fileName, size, contentType, session, sentBytes },
    phase: finished ? 'done' : 'absent',
    text: draft ?? { displayName: titleFrom(fileName), description: '', visibility: 'public' },
    publication: published ? { state: 'stored', videoKey: session.videoKey } : { state: 'draft' },
  });
}
