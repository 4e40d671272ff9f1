import { beforeEach, expect, test, vi } from 'vitest';
import { createUploads, type UploadsPorts } from './create-uploads.ts';
import { localDrafts } from './drafts.ts';
import { fakeStorage } from './engine/fake-storage.ts';
import type { SessionRecord } from './session-records.ts';

const anna = '11111111-1111-4111-8111-111111111111';
const bert = '22222222-2222-4222-8222-222222222222';

function memoryRecords() {
  const all = new Map<string, SessionRecord>();
  return {
    all,
    list: async (personId: string) => [...all.values()].filter((r) => r.personId === personId),
    save: async (record: SessionRecord) => void all.set(record.id, record),
    remove: async (_personId: string, id: string) => void all.delete(id),
  };
}

beforeEach(() => localStorage.clear());

/** One tab. A second one with the same storage and records is the page after a reload. */
function tab(storage = fakeStorage(), records = memoryRecords(), ports: Partial<UploadsPorts> = {}) {
  const published: string[] = [];
  const uploads = createUploads({
    ...storage.ports,
    records,
    drafts: localDrafts(localStorage),
    publish: async (session, text) => void published.push(`${session.videoKey}: ${text.displayName}`),
    abandon: vi.fn(async () => {}),
    sentence: (error) => String(error),
    ...ports,
  });
  const item = (name = 'clip.mp4') => uploads.store.read().find((i) => i.fileName === name);
  return { uploads, storage, records, published, item };
}
const fileOf = (size: number, name = 'clip.mp4') =>
  new File([new Uint8Array(size)], name, { type: 'video/mp4', lastModified: 1 });
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 });

test('a file is uploaded, described and forgotten', async () => {
  const { uploads, records, published, item } = tab();
  await uploads.open(anna);
  expect(uploads.add([fileOf(45)])).toEqual([]);
  const id = item()?.id ?? '';
  uploads.setText(id, { displayName: 'A talk' });
  uploads.publish(id);
  await until(() => expect(item()).toMatchObject({ phase: 'done', publication: { state: 'stored' } }));
  expect(published).toEqual(['video1: A talk']);
  await until(() => expect(records.all.size).toBe(0));
  expect(localStorage).toHaveLength(0);
});

test('publishing before there is anything to describe waits for the upload to begin', async () => {
  const storage = fakeStorage();
  const start = storage.ports.server.start;
  let open = () => {};
  storage.ports.server.start = async (about, signal) => {
    await new Promise<void>((resolve) => (open = resolve));
    return start(about, signal);
  };
  const { uploads, published, item } = tab(storage);
  await uploads.open(anna);
  uploads.add([fileOf(8)]);
  uploads.publish(item()?.id ?? '');
  expect(item()?.publication.state).toBe('sending');
  await until(() => expect(open).toBeTypeOf('function'));
  open();
  await until(() => expect(published).toEqual(['video1: clip']));
});

test('two files go at once, the third waits for its turn', async () => {
  const storage = fakeStorage();
  let release = (_status: number) => {};
  const gate = new Promise<number>((resolve) => (release = resolve));
  storage.when(() => gate);
  const { uploads, item } = tab(storage);
  await uploads.open(anna);
  uploads.add([fileOf(8, 'a.mp4'), fileOf(8, 'b.mp4'), fileOf(8, 'c.mp4')]);
  await until(() => expect(storage.sent).toHaveLength(2));
  expect(item('c.mp4')?.phase).toBe('queued');
  release(200);
  await until(() => expect(item('c.mp4')?.phase).toBe('done'));
});

test('pause keeps the bytes that are there, resume sends the rest', async () => {
  const storage = fakeStorage();
  let stuck = true;
  storage.when(({ url, signal }) =>
    stuck && Number(/\/(\d+)#/.exec(url)?.[1]) > 2
      ? new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      : undefined,
  );
  const { uploads, item } = tab(storage);
  await uploads.open(anna);
  uploads.add([fileOf(45)]);
  const id = item()?.id ?? '';
  await until(() => expect(storage.uploads.get('video1')?.parts.size).toBe(2));
  uploads.pause(id);
  expect(item()?.phase).toBe('paused');
  stuck = false;
  uploads.resume(id);
  await until(() => expect(item()?.phase).toBe('done'));
  expect(storage.sent.filter((url) => url === 'video1/1')).toHaveLength(1);
  expect(storage.seen.started).toBe(1);
});

test('after a reload the text is back, and the same file sends only what is missing', async () => {
  const storage = fakeStorage();
  const records = memoryRecords();
  storage.when(({ url, signal }) =>
    Number(/\/(\d+)#/.exec(url)?.[1]) <= 2
      ? undefined
      : new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
  );
  const before = tab(storage, records);
  await before.uploads.open(anna);
  before.uploads.add([fileOf(45)]);
  before.uploads.setText(before.item()?.id ?? '', { displayName: 'Typed with care', description: 'Long' });
  await until(() => expect(storage.uploads.get('video1')?.parts.size).toBe(2));
  before.uploads.pauseAll();

  const later = fakeStorage();
  for (const [key, upload] of storage.uploads) later.uploads.set(key, upload);
  const after = tab(later, records);
  await after.uploads.open(anna);
  expect(after.item()).toMatchObject({
    phase: 'absent',
    text: { displayName: 'Typed with care', description: 'Long' },
  });
  after.uploads.add([fileOf(45)]);
  await until(() => expect(after.item()?.phase).toBe('done'));
  expect([...later.sent].sort()).toEqual(['video1/3', 'video1/4', 'video1/5']);
});

test('text that is typed while the service refuses it stays in the form', async () => {
  const refuse = async () => ({ problem: 'Not this title.', fields: { displayName: 'Choose another.' } });
  const { uploads, item } = tab(fakeStorage(), memoryRecords(), { publish: refuse });
  await uploads.open(anna);
  uploads.add([fileOf(8)]);
  const id = item()?.id ?? '';
  uploads.setText(id, { displayName: 'Refused' });
  uploads.publish(id);
  await until(() =>
    expect(item()?.publication).toMatchObject({ fields: { displayName: 'Choose another.' } }),
  );
  expect(item()?.text.displayName).toBe('Refused');
  uploads.setText(id, { displayName: 'Other' });
  expect(item()?.publication).toEqual({ state: 'draft', fields: {} });
});

test('an upload that had to begin anew is described again under its new key', async () => {
  const storage = fakeStorage();
  storage.when(({ url }) => {
    if (!url.startsWith('video1/')) return undefined;
    storage.uploads.delete('video1');
    return 404;
  });
  const { uploads, published, item } = tab(storage);
  await uploads.open(anna);
  uploads.add([fileOf(8)]);
  uploads.publish(item()?.id ?? '');
  await until(() => expect(published).toContain('video2: clip'));
  await until(() => expect(item()?.publication).toEqual({ state: 'stored', videoKey: 'video2' }));
});

test('a failed upload says why and can be tried again', async () => {
  const storage = fakeStorage();
  storage.once('video1/1', 400);
  const { uploads, item } = tab(storage);
  await uploads.open(anna);
  uploads.add([fileOf(8)]);
  await until(() =>
    expect(item()).toMatchObject({ phase: 'failed', problem: expect.stringContaining('400') }),
  );
  uploads.resume(item()?.id ?? '');
  await until(() => expect(item()?.phase).toBe('done'));
});

test('cancel removes what has arrived and what was typed', async () => {
  const abandon = vi.fn(async () => {});
  const { uploads, records, item } = tab(fakeStorage(), memoryRecords(), { abandon });
  await uploads.open(anna);
  uploads.add([fileOf(8)]);
  await until(() => expect(item()?.phase).toBe('done'));
  uploads.cancel(item()?.id ?? '');
  expect(uploads.store.read()).toEqual([]);
  expect(abandon).toHaveBeenCalledWith(expect.objectContaining({ videoKey: 'video1' }), false);
  await until(() => expect(records.all.size).toBe(0));
});

test('another person sees nothing of it', async () => {
  const { uploads, item } = tab();
  await uploads.open(anna);
  uploads.add([fileOf(45)]);
  await until(() => expect(item()?.session).toBeDefined());
  await uploads.open(bert);
  expect(uploads.store.read()).toEqual([]);
});
