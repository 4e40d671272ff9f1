import { describeFailure, type VideoProgress } from '@matinee/contracts';
import {
  estimate,
  fractionOf,
  positionOf,
  remember,
  stageOf,
  steady,
  type Sample,
  type Shown,
} from '../../domain/progress.ts';
import { remembered } from './remembered.ts';
import type { ProgressRepository, Seen } from './progress-repository.ts';

/** Called with what changed; with undefined when the video is gone. Nothing follows `ready`, `failed` and undefined. */
export type Listener = (progress: VideoProgress | undefined) => void;

type Options = {
  progress: ProgressRepository;
  /** Milliseconds between two looks at one video, however many listen. */
  everyMs: number;
  onError: (error: unknown) => void;
};

/** What is known of a video besides its rows: enough to tell its speed. */
type Memory = { generation: number; samples: Sample[]; shown: Shown | null };
type Watch = Memory & { listeners: Set<Listener>; told?: string; timer?: NodeJS.Timeout };

/** Milliseconds for which the speed of all workers is believed. */
const FLEET_MS = 5000;

export const isOver = ({ stage }: Pick<VideoProgress, 'stage'>): boolean =>
  stage === 'ready' || stage === 'failed';

/** Looks at videos for as long as somebody listens. */
export function createWatcher({ progress, everyMs, onError }: Options) {
  const watches = new Map<string, Watch>();
  const waiting = remembered(progress.waiting, everyMs);
  const fleet = remembered(progress.fleet, FLEET_MS);

  /** Keeps up with the rows; a new generation is a new video. */
  function follow(memory: Memory, { generation, began, look, at }: Seen): void {
    if (memory.generation !== generation) Object.assign(memory, { generation, samples: [], shown: null });
    // What was done before anybody looked counts from the beginning of the work.
    const start = began === null ? [] : [{ at: began, done: 0 }];
    const samples = memory.samples.length === 0 ? start : memory.samples;
    memory.samples = remember(samples, { at, done: look.done });
  }

  async function tell(videoKey: string, memory: Memory, seen: Seen): Promise<VideoProgress | undefined> {
    const { look, at } = seen;
    if (look.state === 'deleted') return undefined;
    follow(memory, seen);
    const idle = look.running === 0 && look.planned > 0;
    memory.shown = steady(memory.shown, estimate(look, memory.samples, idle ? await fleet() : null), at);
    const fraction = Math.floor(fractionOf(look) * 1000) / 1000;
    if (fraction > look.shown) await progress.show(videoKey, seen.generation, fraction);
    return {
      videoKey,
      stage: stageOf(look.state),
      fraction,
      etaSeconds: memory.shown && Math.round(memory.shown.seconds),
      queuePosition: look.state === 'queued' ? positionOf(videoKey, await waiting()) : null,
      failure: look.state === 'failed' && seen.failureCode ? describeFailure(seen.failureCode) : null,
    };
  }

  async function look(videoKey: string, watch: Watch): Promise<void> {
    try {
      const seen = await progress.look(videoKey);
      const now = seen && (await tell(videoKey, watch, seen));
      const text = JSON.stringify(now ?? null);
      if (text !== watch.told) for (const listener of watch.listeners) listener(now);
      watch.told = text;
      if (!now || isOver(now)) return end(videoKey, watch);
    } catch (error) {
      // The database may be away for a while; listeners keep what they have.
      onError(error);
    }
    if (watch.listeners.size > 0) watch.timer = setTimeout(() => void look(videoKey, watch), everyMs);
  }

  function end(videoKey: string, watch: Watch): void {
    clearTimeout(watch.timer);
    watch.listeners.clear();
    if (watches.get(videoKey) === watch) watches.delete(videoKey);
  }

  return {
    /** A video as it is now, with its owner; undefined when it is not there. */
    async now(videoKey: string): Promise<{ ownerId: string; progress: VideoProgress } | undefined> {
      const seen = await progress.look(videoKey);
      const memory = watches.get(videoKey) ?? { generation: 0, samples: [], shown: null };
      const told = seen && (await tell(videoKey, { ...memory }, seen));
      return told && { ownerId: seen.ownerId, progress: told };
    },

    /** Tells `listener` every change from now on, the first one soon; ends with the answer. */
    listen(videoKey: string, listener: Listener): () => void {
      let watch = watches.get(videoKey);
      if (watch?.told) listener(JSON.parse(watch.told) as VideoProgress);
      if (!watch) {
        watch = { generation: 0, samples: [], shown: null, listeners: new Set() };
        watches.set(videoKey, watch);
        void look(videoKey, watch);
      }
      const watched = watch;
      watched.listeners.add(listener);
      return () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size === 0) end(videoKey, watched);
      };
    },
  };
}
export type Watcher = ReturnType<typeof createWatcher>;
