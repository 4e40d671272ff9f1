import type { VideoEvent } from '@matinee/contracts';

/** One thing that was seen to happen. `t` is milliseconds since the stage was set; `actor` is a process of it. */
export type Entry = { t: number } & (
  | { kind: 'ack'; videoKey: string; ownerId: string; original: string }
  | {
      kind: 's3';
      actor: string;
      op: string;
      key: string;
      status: number | 'lost';
      sha256: string;
      bytes: number;
    }
  | { kind: 'sqs'; actor: string; action: string; queue: string; taskIds: string[]; status: number | 'lost' }
  | { kind: 'api'; actor: string; action: string; taskId: string; status: number | 'lost' }
  | { kind: 'event'; event: VideoEvent }
  | { kind: 'job'; videoKey: string; from: JobRow | null; to: JobRow | null }
  | { kind: 'task'; id: string; videoKey: string; from: TaskRow | null; to: TaskRow | null }
  | { kind: 'walk'; master: string; missing: string[] }
  | { kind: 'note'; text: string }
);

/** What a trigger wrote down of a row; a change of anything else is no transition. */
export type JobRow = { state: string; generation: number; failureCode: string | null };
export type TaskRow = {
  state: string;
  attempts: number;
  leased: boolean;
  generation: number;
  taskKind: string;
};

/** One run of a tool, as the script in its place told it. */
export type Spawn = { actor: string; id: string; tool: string; makes: string };

/** What is there after everything came to rest and the sweeps ran. */
export type Remains = {
  jobs: { videoKey: string; state: string; generation: number; failureCode: string | null }[];
  openTasks: { id: string; state: string }[];
  /** Rows of the outbox. */
  unsent: number;
  mediaKeys: string[];
  originalKeys: string[];
  unfinishedUploads: string[];
  /** Files and folders that tasks left behind. */
  temporary: string[];
  /** Tools that still run. */
  alive: string[];
  deadLetters: number;
  /** Keys that a ready video consists of: what its event names and what its playlists lead to. */
  named: Record<string, string[]>;
  /** Colour (RRGGBB) seen in the finished video, where one was decoded. */
  colours: Record<string, string>;
  /** Calls that a hostile file made on an address nobody should know. */
  lured: string[];
};

export type History = {
  entries: readonly Entry[];
  spawns: readonly Spawn[];
  remains: Remains;
  /** Colour (RRGGBB) of each owner's pictures, by video. */
  painted: Record<string, string>;
};

/** A promise that was broken, in words that name what broke it. */
export type Violation = { invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'graph'; sentence: string };

export const of = <Kind extends Entry['kind']>(history: Pick<History, 'entries'>, kind: Kind) =>
  history.entries.filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);
