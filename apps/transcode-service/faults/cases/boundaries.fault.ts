import { eventually } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { fault } from '../harness/fault.ts';
import { actionOf, hold, isAction, isGet, isPut, isReport, type Held } from '../harness/faults.ts';
import type { Answer, Call } from '../harness/http-proxy.ts';
import type { Stage } from '../harness/stage.ts';
import type { Worker } from '../harness/worker.ts';

type Where = 'before' | 'after';
const SMALL = { seconds: 2, fps: 15 };
const brings = (text: string) => (answer: Answer) => answer.body.includes(text);
const says =
  (action: string, text: string) =>
  (call: Call): boolean =>
    actionOf(call) === action && call.body.includes(text);
const both = (name: string, at: (worker: Worker, where: Where) => Held) =>
  (['before', 'after'] as const).map(
    (where) => [`${where} ${name}`, (worker: Worker) => at(worker, where)] as const,
  );

/** Every call of a worker that marks a step. Only the first of its kind is held. */
const workerSteps: (readonly [string, (worker: Worker) => Held])[] = [
  [
    'after a message was handed out',
    ({ sqs }) => hold(sqs, 'after', isAction('ReceiveMessage'), brings('taskId')),
  ],
  ...both('a claim', ({ api }, where) => hold(api, where, isReport('claim'))),
  ['before the source is read', ({ s3 }) => hold(s3, 'before', isGet(/source(\?|$)/))],
  ...both('the probe is reported', ({ api }, where) => hold(api, where, isReport('complete', 'probe'))),
  ...both('a segment is stored', ({ s3 }, where) => hold(s3, where, isPut(/\/v\d+\/\d+\.m4s/))),
  ['before the poster is stored', ({ s3 }) => hold(s3, 'before', isPut(/\.jpg/))],
  ...both('a chunk is reported', ({ api }, where) => hold(api, where, isReport('complete', 'video'))),
  ['after the sound is reported', ({ api }) => hold(api, 'after', isReport('complete', 'audio'))],
  ...both('the MP4 is stored', ({ s3 }, where) => hold(s3, where, isPut(/\.mp4(\?|$)/, /final/))),
  ['after a playlist is stored', ({ s3 }) => hold(s3, 'after', isPut(/\/v\d+\.m3u8/))],
  ...both('the master is stored', ({ s3 }, where) => hold(s3, where, isPut(/master\.m3u8/))),
  ...both('the end is reported', ({ api }, where) => hold(api, where, isReport('complete', 'finalize'))),
  ...both('a message is deleted', ({ sqs }, where) => hold(sqs, where, isAction('DeleteMessage'))),
];

fault(
  'F03',
  'a worker may be killed before or after any of its calls',
  async (stage) => {
    const worker = stage.worker('A');
    for (const [step, at] of workerSteps) {
      stage.note(step);
      const held = at(worker);
      const video = await stage.upload(SMALL);
      await withDeadline(held.reached, step);
      await worker.kill();
      held.release();
      worker.start();
      await stage.until(video, ['ready']);
    }
    return { told: `killed at ${workerSteps.length} steps` };
  },
  { timeoutSeconds: 900 },
);

/** Every call of the server that marks a step. */
const serverSteps: readonly (readonly [string, (stage: Stage) => Held | Promise<Held>])[] = [
  [
    'after an upload was heard',
    ({ server }) => hold(server.queues, 'after', isAction('ReceiveMessage'), brings('source')),
  ],
  ...(['before', 'after'] as const).flatMap((where) => [
    [`${where} the job is committed`, ({ server }: Stage) => server.database.hold(where, 'COMMIT')] as const,
    [
      `${where} a task is announced`,
      ({ server }: Stage) => hold(server.queues, where, isAction('SendMessage')),
    ] as const,
    [
      `${where} the upload is forgotten`,
      ({ server }: Stage) => hold(server.queues, where, isAction('DeleteMessage')),
    ] as const,
    [
      `${where} the end is committed`,
      (stage: Stage) => {
        const report = hold(stage.worker('A').api, 'before', isReport('complete', 'finalize'));
        const held = Promise.withResolvers<Held>();
        void report.reached.then(() => {
          held.resolve(stage.server.database.hold(where, 'COMMIT'));
          report.release();
        });
        return {
          reached: held.promise.then(({ reached }) => reached),
          release: () => void held.promise.then(({ release }) => release()),
        };
      },
    ] as const,
    [
      `${where} the end is told`,
      ({ server }: Stage) => hold(server.queues, where, says('PublishBatch', 'video.transcoded')),
    ] as const,
  ]),
];

fault(
  'F03',
  'the server may be killed before or after any of its calls',
  async (stage) => {
    for (const [step, at] of serverSteps) {
      stage.note(step);
      const held = await at(stage);
      const video = await stage.upload(SMALL);
      await withDeadline(held.reached, step);
      await stage.server.kill();
      held.release();
      await stage.server.start();
      await stage.until(video, ['ready']);
    }
    return { told: `server killed at ${serverSteps.length} steps` };
  },
  { timeoutSeconds: 900 },
);

fault(
  'F06',
  'a worker that is told to go while it publishes leaves a whole master or none',
  async (stage) => {
    const worker = stage.worker('A');
    const steps = [
      hold(worker.s3, 'after', isPut(/\/v\d+\.m3u8/)),
      hold(worker.s3, 'before', isPut(/master\.m3u8/)),
    ];
    const video = await stage.upload(SMALL);
    for (const held of steps) {
      await withDeadline(held.reached, 'publishing');
      worker.process().signal('SIGTERM');
      await eventually(
        () => !worker.running() || of(stage.recorder, 'api').some(({ action }) => action === 'release'),
        {
          timeoutMs: 5000,
        },
      );
      held.release();
      expect(await worker.process().exited).toMatchObject({ code: 0 });
      worker.start();
    }
    await stage.until(video, ['ready']);
  },
);

/** A step that is never reached is a mistake of the case, and is to say so. */
async function withDeadline<T>(reached: Promise<T>, step: string): Promise<T> {
  let there = false;
  void reached.then(() => (there = true));
  await eventually(() => there, { timeoutMs: 90_000 }).catch(() => {
    throw new Error(`The step was never reached: ${step}.`);
  });
  return reached;
}
