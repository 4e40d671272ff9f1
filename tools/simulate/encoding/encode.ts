import { createClock, createGate } from './clock.ts';
import { cloud as usual, type Cloud } from './cloud.ts';
import { cpuSecondsOf, measuredCosts, putsOf, type EncodingCosts } from './costs.ts';
import { createLife, type Life, type Planned } from './life.ts';

export interface EncodeRun {
  /** Of each video, from the end of its upload: somebody can press play, all rungs are there, all is written. Seconds. */
  playable: number[];
  rungs: number[];
  ready: number[];
  /** Seconds that slots were busy, and calls. */
  busySeconds: number;
  tasks: number;
  puts: number;
  gets: number;
  queueCalls: number;
}
type Options = { costs?: EncodingCosts; cloud?: Cloud };
type Waiting = Planned & { video: number };

/**
 * Plays videos of 1080p30 that are uploaded at the same moment to a fleet of slots that is awake: each slot has one core
 * and one task. What is done when is decided by transcode-service's own rules; SQS, S3 and the row of each job take
 * their time. Deterministic.
 * @param films their lengths, seconds
 */
export function encode(
  films: readonly number[],
  slots: number,
  { costs = measuredCosts, cloud = usual }: Options = {},
): EncodeRun {
  const clock = createClock();
  const lives = films.map((seconds) => createLife({ seconds, height: 1080 }));
  const rows = films.map(() => 0); // until then each job's row is locked
  const puts = createGate(cloud.putsPerSecond);
  const gets = createGate(cloud.getsPerSecond);
  const waiting: Record<'fast' | 'bulk', Waiting[]> = { fast: [], bulk: [] };
  const run: EncodeRun = {
    ...{ playable: [], rungs: [], ready: [], busySeconds: 0, tasks: 0, puts: 0, gets: 0, queueCalls: 0 },
  };
  let free = slots;
  let relayFree = 0;

  /** A transaction on the job's row: waits for those before it. */
  function report(video: number, then: () => void): void {
    const life = lives[video]!;
    const took = cloud.reportSeconds + cloud.reportSecondsPerTask * life.tasks().length;
    rows[video] = Math.max(rows[video]!, clock.now()) + took;
    clock.at(rows[video], then);
  }

  function note(video: number, life: Life): void {
    const { state, plan } = life.job();
    const now = clock.now();
    if (state === 'playable' || state === 'finalizing') run.playable[video] ??= now;
    if (state === 'finalizing') run.rungs[video] ??= now;
    if (state === 'ready') run.ready[video] ??= now;
    if (state === 'failed') throw new Error(`A video failed: ${life.job().failureCode} ${String(plan)}`);
  }

  /** The outbox: sent in rounds, each message on its own. */
  function send(video: number, planned: Planned[]): void {
    note(video, lives[video]!);
    const order = planned.toSorted((a, b) => Number(a.made.lane === 'bulk') - Number(b.made.lane === 'bulk'));
    for (const [position, each] of order.entries()) {
      if (position % cloud.sendsAtOnce === 0)
        relayFree = Math.max(relayFree, clock.now()) + cloud.sendSeconds;
      clock.at(relayFree + cloud.receiveSeconds, () => {
        waiting[each.made.lane].push({ ...each, video });
        hand();
      });
    }
  }

  /** Free slots take what waits, the fast lane first. */
  function hand(): void {
    while (free > 0) {
      const next = waiting.fast.shift() ?? waiting.bulk.shift();
      if (!next) return;
      if (next.task.state === 'cancelled') continue;
      free -= 1;
      work(next);
    }
  }

  function work(held: Waiting): void {
    const { video, made, task } = held;
    const life = lives[video]!;
    const { plan } = life.job();
    const started = clock.now();
    const cpu = plan ? cpuSecondsOf(made, plan, life.film, costs) : costs.probe;
    const reads = readsOf(made.weight, life.film.seconds, made.spec.kind, cloud);
    const readUntil = gets(started, reads);
    const encoded = Math.max(started + cloud.claimSeconds + cloud.startSeconds + cpu, readUntil);
    task.state = 'running';
    if (made.spec.kind === 'audio') {
      const first = started + cloud.startSeconds + Math.min(cpu, costs.sound * 8) + cloud.soundPollSeconds;
      clock.at(first, () => report(video, () => send(video, life.heard(held))));
    }
    clock.at(encoded, () => {
      const count = made.spec.kind === 'audio' ? Math.ceil(life.film.seconds / 4) : putsOf(made);
      // The sound is uploaded while it is made.
      const own =
        made.spec.kind === 'audio'
          ? cloud.putSeconds
          : Math.ceil(count / cloud.putsAtOnce) * cloud.putSeconds;
      run.tasks += 1;
      run.puts += count;
      run.gets += reads;
      run.queueCalls += cloud.queueCallsPerTask;
      clock.at(Math.max(clock.now() + own, puts(clock.now(), count)), () =>
        report(video, () => {
          run.busySeconds += clock.now() - started;
          const next = life.done(held);
          clock.at(clock.now() + cloud.askSeconds, () => {
            free += 1;
            hand();
          });
          send(video, next);
        }),
      );
    });
  }

  for (const video of films.keys())
    clock.at(cloud.noticeSeconds, () => report(video, () => send(video, lives[video]!.begin())));
  clock.run();
  return run;
}

/** Ranged reads of the source: what a chunk covers, all of it for sound and the final join, a little for the rest. */
function readsOf(
  weight: number,
  seconds: number,
  kind: string,
  { sourceBitRate, blockBytes }: Cloud,
): number {
  const whole = kind === 'audio' || kind === 'finalize';
  const stretch = whole ? seconds : Math.max(4, weight);
  return Math.ceil((stretch * sourceBitRate) / 8 / blockBytes);
}
