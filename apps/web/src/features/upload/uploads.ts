'use client';
import { abandonUpload, describeVideo, uploadServer } from '@/lib/api/upload.ts';
import { api } from '@/lib/api/browser.ts';
import { ApiProblem, sentenceOf } from '@/lib/api/problem.ts';
import { deleteVideo, editVideo } from '@/lib/api/videos.ts';
import { sleep } from '@/lib/sleep.ts';
import { texts } from '@/texts.ts';
import { createUploads, type Uploads } from './create-uploads.ts';
import { localDrafts } from './drafts.ts';
import { browserConnection } from './engine/connection.ts';
import { FileUnreadable, StorageRefused } from './engine/problems.ts';
import { sendByXhr } from './engine/xhr-send.ts';
import { createPublish } from './publish.ts';
import { indexedDbRecords } from './session-records.ts';

/** Unlike randomUUID also there on http:// addresses other than localhost. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

function sentence(error: unknown): string {
  if (error instanceof FileUnreadable) return texts.upload.unreadable;
  if (error instanceof StorageRefused) return texts.upload.storageRefused;
  if (error instanceof ApiProblem && error.status === 401) return texts.upload.loggedOut;
  return sentenceOf(error);
}

const create = () =>
  createUploads({
    server: uploadServer(api),
    send: sendByXhr,
    connection: browserConnection,
    sleep,
    random: Math.random,
    now: Date.now,
    records: indexedDbRecords(),
    drafts: localDrafts(localStorage),
    publish: createPublish({
      describe: (body) => describeVideo(api, body, randomKey()),
      edit: (videoKey, text) => editVideo(api, videoKey, text),
    }),
    abandon: async (session, published) => {
      await abandonUpload(api, session).catch(() => undefined);
      if (published) await deleteVideo(api, session.videoKey).catch(() => undefined);
    },
    sentence,
  });

let created: Uploads | undefined;

/** The uploads of this tab. Only in the browser. */
export function uploads(): Uploads {
  created ??= create();
  return created;
}
