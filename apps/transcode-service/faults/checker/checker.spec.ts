import { randomUUID } from 'node:crypto';
import type { VideoEvent } from '@matinee/contracts';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import type { Entry, History, JobRow, Remains, TaskRow } from './history.ts';

const videoKey = 'a'.repeat(24);
const ownerId = randomUUID();
const original = `${ownerId}/${videoKey}/source`;
const master = `${videoKey}/1-final/master.m3u8`;
const segment = `${videoKey}/1-t-1/v180/00000.m4s`;
const row = (state: string, generation = 1): JobRow => ({ state, generation, failureCode: null });
const life = [
  null,
  ...['queued', 'probing', 'encoding', 'playable', 'finalizing', 'ready'].map((s) => row(s)),
];
const job = (from: JobRow | null, to: JobRow | null, t = 5): Entry => ({
  t,
  kind: 'job',
  videoKey,
  from,
  to,
});
const taskRow = (state: string, attempts = 0): TaskRow => ({
  ...{ state, attempts, generation: 1, taskKind: 'video' },
  leased: state === 'running',
});
const task = (from: TaskRow | null, to: TaskRow | null): Entry => ({
  t: 5,
  kind: 'task',
  id: 't',
  videoKey,
  from,
  to,
});
const s3 = (op: string, key: string, content = 'x', t = 6): Entry => ({
  ...{ t, kind: 's3', actor: 'A', op, key, status: 200, sha256: content, bytes: 1 },
});
const told: VideoEvent = {
  ...{ type: 'video.transcoded', eventId: randomUUID(), occurredAt: '2030-01-01T00:00:00Z', revision: 3 },
  ...{ videoKey, ownerId, progress: 1, durationSeconds: 4, width: 320, height: 180, heights: [180] },
  ...{ posterKey: null, masterKey: master, mp4Key: null },
};
const event = (changes: Partial<VideoEvent> = {}): Entry => ({
  ...{ t: 7, kind: 'event', event: { ...told, ...changes } as VideoEvent },
});

/** A video that went well; a case adds or replaces what is wrong. */
const good = (more: Entry[] = [], remains: Partial<Remains> = {}): History => ({
  entries: [
    { t: 1, kind: 'ack', videoKey, ownerId, original },
    ...life.slice(1).map((to, i) => job(life[i]!, to!)),
    task(null, taskRow('pending')),
    task(taskRow('pending'), taskRow('running', 1)),
    task(taskRow('running', 1), taskRow('done', 1)),
    s3('PUT', segment, 'segment'),
    s3('PUT', master, 'master'),
    event(),
    { t: 8, kind: 'walk', master, missing: [] },
    ...more,
  ],
  spawns: [],
  painted: { [videoKey]: 'c03030' },
  remains: {
    jobs: [{ videoKey, ...row('ready') }],
    ...{
      openTasks: [],
      unsent: 0,
      unfinishedUploads: [],
      temporary: [],
      alive: [],
      deadLetters: 0,
      lured: [],
    },
    mediaKeys: [segment, master],
    originalKeys: [original],
    named: { [videoKey]: [segment, master] },
    colours: { [videoKey]: 'be322f' },
    ...remains,
  },
});
const stuck = { jobs: [{ videoKey, ...row('encoding') }] };
const other = 'b'.repeat(24);

describe('the checker', () => {
  it('has nothing against a video that went well, told twice in the same words', () => {
    expect(check(good([event(), s3('PUT', master, 'master')]))).toEqual([]);
  });

  it.each<[string, string, History]>([
    ['an upload without a job', 'I1', good([], { jobs: [] })],
    ['an upload without an end', 'I1', good([], stuck)],
    ['an original that is gone', 'I1', good([], { originalKeys: [] })],
    [
      'an original that went before its video',
      'I1',
      good([s3('DELETE', original, '', 4), job(life[6]!, row('deleted'), 5)]),
    ],
    ['two published sets', 'I2', good([s3('PUT', master, 'another')])],
    ['two stories of one result', 'I2', good([event({ eventId: randomUUID(), revision: 4 })])],
    ['an event twice with different content', 'I2', good([event({ progress: 0.5 })])],
    ['two events of one revision', 'I2', good([event({ eventId: randomUUID(), masterKey: null })])],
    [
      'a result that nobody heard of',
      'I2',
      { ...good(), entries: good().entries.filter(({ kind }) => kind !== 'event') },
    ],
    ['a missing URI', 'I3', good([{ t: 9, kind: 'walk', master, missing: ['/media/x'] }])],
    ['a task that waits for ever', 'I4', good([], { openTasks: [{ id: 't', state: 'running' }] })],
    ['a message that was never sent', 'I4', good([], { unsent: 1 })],
    ['a failure without a reason', 'I4', good([], { jobs: [{ videoKey, ...row('failed') }] })],
    [
      'an orphan object',
      'I5',
      good([], { mediaKeys: [segment, master, `${videoKey}/1-t-2/v180/00000.m4s`] }),
    ],
    ['an object of no video', 'I5', good([], { mediaKeys: ['nobody/x'] })],
    ['an open multipart upload', 'I5', good([], { unfinishedUploads: ['x'] })],
    ['a folder of a task', 'I5', good([], { temporary: ['/tmp/matinee-task-1-x'] })],
    ['a tool that still runs', 'I5', good([], { alive: ['ffmpeg 4711'] })],
    ['pictures of another owner', 'I6', good([], { colours: { [videoKey]: '30c030' } })],
    ['a call that a file made', 'I6', good([], { lured: ['/hls.ts'] })],
    ['a step outside the graph', 'graph', good([job(row('queued'), row('ready'))])],
    ['a video that came back', 'graph', good([job(row('deleted'), row('queued', 2))])],
    ['a ready video that starts again', 'graph', good([job(row('ready'), row('queued', 2))])],
    ['a finished task that starts again', 'graph', good([task(taskRow('done', 1), taskRow('pending', 1))])],
    ['a claim of a running task', 'graph', good([task(taskRow('running', 1), taskRow('running', 2))])],
    ['a forgotten open task', 'graph', good([task(taskRow('running', 1), null)])],
  ])('finds %s', (_, invariant, history) => {
    expect(check(history).map((violation) => violation.invariant)).toContain(invariant);
  });

  it('finds the bytes of another owner in a segment', () => {
    const history = good([s3('PUT', `${other}/1-t-1/v180/00000.m4s`, 'segment')]);
    history.painted[other] = '30c030';
    expect(check(history)).toContainEqual(expect.objectContaining({ invariant: 'I6' }));
  });
});
