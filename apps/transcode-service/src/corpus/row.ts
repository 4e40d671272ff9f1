import type { FailureCode } from '@matinee/contracts';

/** What one run of a tool, and a video as a whole, may cost. */
export interface Budget {
  /** CPU time of all tools: what a clock on the wall shows depends on what else the machine does. */
  seconds: number;
  /** Resident memory of the largest tool, MiB. */
  megabytes: number;
}

/** A file that becomes a stream, and what that stream is. */
export interface Ready {
  state: 'ready';
  medium: 'video' | 'audio';
  /** Of the largest rung; null where there is only sound. */
  size: readonly [width: number, height: number] | null;
  /** Frames per second; null where there is only sound. */
  frameRate: number | null;
  /** Of the presentation; right within max(0.5 s, 2 %). */
  seconds: number;
  /** Whether there is a rendition of the sound (always stereo, 48 kHz). */
  sound: boolean;
  /**
   * How the picture in the middle is compared with a plain decode of the source: filters that the plain decode needs
   * first, and the least PSNR (dB). Null where no plain decode is a reference, as for HDR.
   */
  likeness: { filters: string; decibels: number } | null;
  /** Mean luma of the poster is above 20; false for films that are black. */
  poster: boolean;
  warnings: readonly string[];
}

/** A file that is refused, with a code of the failure catalogue; several where the place of the damage decides. */
export interface Refused {
  state: 'failed';
  codes: readonly FailureCode[];
}

/** Anything goes but a crash, a leak or a hang: damage whose outcome depends on where it hit. */
export interface Either {
  state: 'either';
}

export type Expectation = Ready | Refused | Either;

/** What a recipe has at hand. */
export interface Kit {
  /** Path of the file to be made. */
  out: string;
  /** Runs ffmpeg so that it gives the same bytes again; `out` is added as its output. */
  ffmpeg(...args: string[]): Promise<void>;
  write(...parts: (Uint8Array | string)[]): Promise<void>;
  /** Bytes of a row made earlier. */
  bytesOf(id: string): Promise<Buffer>;
  pathOf(id: string): string;
  /** A path for something on the way, gone when the row is made. */
  scratch(name: string): string;
  /** Runs ffmpeg for something on the way. */
  run(...args: string[]): Promise<void>;
}

export interface Row {
  /** Number and name: `05-turned-90`. */
  id: string;
  /** What the file is and what is easily got wrong. */
  about: string;
  extension: string;
  make(kit: Kit): Promise<void>;
  expect: Expectation;
  budget: Budget;
  /** Holds placeholders for addresses of the run's canaries, see lures.ts. */
  lure: boolean;
}

const usual: Budget = { seconds: 60, megabytes: 700 };
/** Hostile files may not even cost that. */
const hostile: Budget = { seconds: 30, megabytes: 600 };

export const ready = (more: Partial<Ready> = {}): Ready => ({
  state: 'ready',
  medium: 'video',
  size: [640, 360],
  frameRate: 30,
  seconds: 3,
  sound: true,
  likeness: { filters: 'null', decibels: 30 },
  poster: true,
  warnings: [],
  ...more,
});

/** A file with nothing but sound. */
export const heard = (seconds = 3): Ready =>
  ready({ medium: 'audio', size: null, frameRate: null, seconds, likeness: null, poster: true });

export const refused = (...codes: FailureCode[]): Refused => ({ state: 'failed', codes });
export const either: Either = { state: 'either' };

type Making = Row['make'];

/** A file that somebody could have made in good faith. */
export const odd = (
  name: string,
  about: string,
  expect: Expectation,
  make: Making,
  budget: Partial<Budget> = {},
): Row => ({ ...named(name), about, expect, make, budget: { ...usual, ...budget }, lure: false });

/** A file that somebody made to do harm. */
export const attack = (
  name: string,
  about: string,
  expect: Expectation,
  make: Making,
  more: { budget?: Partial<Budget>; lure?: boolean } = {},
): Row => ({
  ...named(name),
  about,
  expect,
  make,
  budget: { ...hostile, ...more.budget },
  lure: more.lure ?? false,
});

function named(name: string): Pick<Row, 'id' | 'extension'> {
  const dot = name.lastIndexOf('.');
  return { id: name.slice(0, dot), extension: name.slice(dot + 1) };
}
