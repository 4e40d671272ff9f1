import { failureCatalogue, parseOriginalKey } from '@matinee/contracts';
import { of, type History, type Violation } from './history.ts';

const over = ['ready', 'failed', 'deleted'];
const broken = (invariant: Violation['invariant'], sentences: string[]): Violation[] =>
  sentences.map((sentence) => ({ invariant, sentence }));
const succeeded = (status: number | 'lost') => status !== 'lost' && status < 300;
const jobOf = (history: History, videoKey: string) =>
  history.remains.jobs.find((job) => job.videoKey === videoKey);

/** I1: every acknowledged upload has an end, and its original is there for as long as nobody deletes the video. */
export function checkNothingLost(history: History): Violation[] {
  const deletions = of(history, 's3').filter(({ op, status }) => op === 'DELETE' && succeeded(status));
  const sentences = of(history, 'ack').flatMap(({ videoKey, original }) => {
    const job = jobOf(history, videoKey);
    if (!job) return [`The upload of ${videoKey} was acknowledged and has no job.`];
    const ended = over.includes(job.state) ? [] : [`${videoKey} has no end: it is ${job.state}.`];
    if (job.state !== 'deleted' && !history.remains.originalKeys.includes(original))
      return [...ended, `The original of ${videoKey} is gone, and nobody deleted it.`];
    const buried = of(history, 'job').find((e) => e.videoKey === videoKey && e.to?.state === 'deleted');
    const early = deletions.find(({ key, t }) => key === original && t < (buried?.t ?? Infinity));
    return early
      ? [...ended, `The original of ${videoKey} was removed before the video was deleted.`]
      : ended;
  });
  return broken('I1', sentences);
}

/** I2: one published set of outputs, one story about it. */
export function checkNothingTwice(history: History): Violation[] {
  const sentences: string[] = [];
  const told = new Map<string, string>();
  for (const { event } of of(history, 'event')) {
    const names = [`event ${event.eventId}`, `revision ${event.revision} of ${event.videoKey}`];
    if (event.type === 'video.transcoded') names.push(`the result ${event.masterKey}`);
    const content = JSON.stringify(event);
    for (const name of names) {
      if ((told.get(name) ?? content) !== content)
        sentences.push(`Of ${name} two different things were told.`);
      told.set(name, content);
    }
  }
  const written = new Map<string, Set<string>>();
  for (const { op, key, status, sha256 } of of(history, 's3')) {
    if (op !== 'PUT' || !succeeded(status)) continue;
    written.set(key, (written.get(key) ?? new Set()).add(sha256));
  }
  for (const [key, contents] of written)
    if (contents.size > 1) sentences.push(`${key} was written with ${contents.size} different contents.`);
  for (const { videoKey, state } of history.remains.jobs) {
    const types = of(history, 'event').filter(({ event }) => event.videoKey === videoKey);
    const heard = (type: string) => types.some(({ event }) => event.type === type);
    if (state === 'ready' && !heard('video.transcoded'))
      sentences.push(`Nobody was told that ${videoKey} is ready.`);
    if (state === 'failed' && !heard('video.failed'))
      sentences.push(`Nobody was told that ${videoKey} failed.`);
  }
  return broken('I2', sentences);
}

/** I3: at no moment did a playlist lead to something that was not there. */
export const checkNothingHalfVisible = (history: History): Violation[] =>
  broken(
    'I3',
    of(history, 'walk')
      .filter(({ missing }) => missing.length > 0)
      .map(
        ({ master, missing, t }) =>
          `${master} named at ${Math.round(t)} ms what is not there: ${missing.slice(0, 3).join(', ')}`,
      ),
  );

/** I4: nothing is stuck, and every failure has a code that its owner can read. */
export function checkNothingStuck({ remains }: History): Violation[] {
  return broken('I4', [
    ...remains.openTasks.map(({ id, state }) => `The task ${id} is still ${state}.`),
    ...(remains.unsent > 0 ? [`${remains.unsent} messages were never sent.`] : []),
    ...remains.jobs
      .filter(
        ({ state, failureCode }) => state === 'failed' && !(failureCode && failureCode in failureCatalogue),
      )
      .map(({ videoKey, failureCode }) => `${videoKey} failed with ${failureCode}, which nobody can read.`),
  ]);
}

/** I5: nothing is left behind. */
export function checkNoLeak({ remains }: History): Violation[] {
  const needless = remains.mediaKeys.filter((key) => {
    const job = remains.jobs.find(({ videoKey }) => key.startsWith(`${videoKey}/`));
    return job?.state !== 'ready' || !remains.named[job.videoKey]?.includes(key);
  });
  const ofDeleted = remains.originalKeys.filter(
    (key) =>
      remains.jobs.find((job) => job.videoKey === parseOriginalKey(key)?.videoKey)?.state === 'deleted',
  );
  return broken('I5', [
    ...[...needless, ...ofDeleted].map((key) => `${key} serves nobody.`),
    ...remains.unfinishedUploads.map((key) => `A multipart upload of ${key} was left open.`),
    ...remains.temporary.map((path) => `${path} was left on the disk.`),
    ...remains.alive.map((tool) => `${tool} still runs.`),
  ]);
}

/** I6: everybody sees their own pictures, and no file led a tool astray. */
export function checkOwnersApart(history: History): Violation[] {
  const { colours, lured } = history.remains;
  const strange = Object.entries(colours).filter(
    ([videoKey, seen]) => distance(seen, history.painted[videoKey] ?? seen) > 48,
  );
  const owners = new Map<string, string>();
  const shared = of(history, 's3').filter(({ op, key, sha256, status }) => {
    if (op !== 'PUT' || !succeeded(status) || !/\/v\d+\/\d+\.m4s$/.test(key)) return false;
    const colour = history.painted[key.split('/')[0]!];
    if (colour === undefined) return false;
    const other = owners.get(sha256);
    owners.set(sha256, colour);
    return other !== undefined && other !== colour;
  });
  return broken('I6', [
    ...strange.map(
      ([videoKey, seen]) => `${videoKey} shows ${seen} instead of ${history.painted[videoKey]}.`,
    ),
    ...shared.map(({ key }) => `${key} has the bytes of another owner's segment.`),
    ...lured.map((url) => `A file made a tool call ${url}.`),
  ]);
}

/** Largest difference of a channel; RRGGBB. */
function distance(a: string, b: string): number {
  const channels = (colour: string) => [0, 2, 4].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const other = channels(b);
  return Math.max(...channels(a).map((value, i) => Math.abs(value - other[i]!)));
}
