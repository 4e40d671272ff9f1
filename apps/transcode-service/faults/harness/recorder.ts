import { createHash } from 'node:crypto';
import { parseOriginalKey } from '@matinee/contracts';
import type { Entry } from '../checker/history.ts';
import { actionOf } from './faults.ts';
import type { Answer, Call } from './http-proxy.ts';

type New = Entry extends infer One ? (One extends Entry ? Omit<One, 't'> : never) : never;
export type Recorder = ReturnType<typeof createRecorder>;

/** Writes down what happens in a stage, as its proxies, triggers and listeners tell it. */
export function createRecorder() {
  const began = performance.now();
  const entries: Entry[] = [];
  const add = (entry: New, t = performance.now() - began) => void entries.push({ ...entry, t } as Entry);
  const statusOf = (answer: Answer | undefined) => answer?.status ?? ('lost' as const);

  return {
    entries,
    add,
    /** Milliseconds since the stage was set. */
    now: () => performance.now() - began,
    s3: (actor: string) => (call: Call, answer: Answer | undefined) => {
      const { pathname, searchParams } = new URL(call.url, 'http://s3');
      const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
      const status = statusOf(answer);
      const common = { kind: 's3' as const, actor, status };
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      if (searchParams.has('delete')) {
        for (const [, one = ''] of call.body.toString().matchAll(/<Key>([^<]*)<\/Key>/g))
          add({ ...common, op: 'DELETE', key: one, sha256: '', bytes: 0 });
        return;
      }
      const op = searchParams.has('uploads')
        ? 'CREATE-UPLOAD'
        : searchParams.has('uploadId')
          ? 'UPLOAD'
          : call.method;
      const sha256 = op === 'PUT' ? digest(call.body) : '';
      add({ ...common, op, key, sha256, bytes: call.body.byteLength });
    },
    queues: (actor: string) => (call: Call, answer: Answer | undefined) => {
      const action = actionOf(call);
      const text = `${call.body} ${answer?.body ?? ''}`;
      const taskIds = [...text.matchAll(/taskId\W+([0-9a-f-]{36})/g)].map(([, id = '']) => id);
      if (action === 'ReceiveMessage' && taskIds.length === 0) return;
      const queue = /[\w-]+(?=\\?"|$)/.exec(/QueueUrl":"([^"]*)/.exec(text)?.[1] ?? '')?.[0] ?? '';
      add({ kind: 'sqs', actor, action, queue, taskIds, status: statusOf(answer) });
    },
    api: (actor: string) => (call: Call, answer: Answer | undefined) => {
      const [, , , , taskId = '', action = ''] = call.url.split('/');
      add({ kind: 'api', actor, action, taskId, status: statusOf(answer) });
    },
    acknowledged(original: string) {
      const owner = parseOriginalKey(original);
      if (owner) add({ kind: 'ack', ...owner, original });
    },
  };
}
