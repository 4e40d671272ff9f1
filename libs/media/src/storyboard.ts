import { framesToSeconds } from './chunk-plan.ts';
import { toNumber, type Rational } from './rational.ts';

/** Small pictures for the scrub bar: cell k shows frame `k × everyFrames`; sizes in pixels. */
export interface Storyboard {
  everyFrames: number;
  /** Of one cell. */
  width: number;
  height: number;
  /** Cells in a row of a sheet. */
  columns: number;
}

/** Cells of one task, in one JPEG, row by row. */
export interface StoryboardSheet {
  uri: string;
  firstCell: number;
  cells: number;
}

const MOST_CELLS = 150;
/** Seconds between cells; the first that needs no more than MOST_CELLS is taken. */
const INTERVALS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
/** For a file that does not know its length: most of those are recordings of some minutes. */
const UNKNOWN_INTERVAL = 5;
const LONG_SIDE = 160;
const COLUMNS = 5;

const even = (value: number) => Math.max(2, 2 * Math.round(value / 2));

/** The storyboard of a picture of this size (upright, square pixels); `seconds` is null where nobody knows. */
export function planStoryboard(
  { width, height, frameRate }: { width: number; height: number; frameRate: Rational },
  seconds: number | null,
): Storyboard {
  const interval =
    seconds === null
      ? UNKNOWN_INTERVAL
      : (INTERVALS.find((candidate) => seconds / candidate <= MOST_CELLS) ?? INTERVALS.at(-1)!);
  const factor = LONG_SIDE / Math.max(width, height);
  return {
    everyFrames: Math.max(1, Math.round(interval * toNumber(frameRate))),
    width: even(width * factor),
    height: even(height * factor),
    columns: COLUMNS,
  };
}

/** The cells that lie in a run of frames. */
export function cellsIn(
  { everyFrames }: Pick<Storyboard, 'everyFrames'>,
  firstFrame: number,
  frames: number,
): { firstCell: number; cells: number } {
  const firstCell = Math.ceil(firstFrame / everyFrames);
  return { firstCell, cells: Math.max(0, Math.ceil((firstFrame + frames) / everyFrames) - firstCell) };
}

const digits = (value: number, count = 2) => String(value).padStart(count, '0');

/** WebVTT 4: `hh:mm:ss.ttt`. */
function timestamp(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${digits(h)}:${digits(m)}:${digits(s)}.${digits(ms % 1000, 3)}`;
}

/**
 * The storyboard as players read it: WebVTT cues whose text is a part of a sheet (`sheet.jpg#xywh=x,y,w,h`). Each
 * cell is shown until the next one. A film that is much longer than its file said has more cells than anybody
 * needs; then only every n-th is named.
 */
export function buildStoryboardVtt(
  sheets: readonly StoryboardSheet[],
  { everyFrames, width, height, columns }: Storyboard,
  { frameRate, durationSeconds }: { frameRate: Rational; durationSeconds: number },
): string {
  const all = sheets
    .flatMap(({ uri, firstCell, cells }) =>
      Array.from({ length: cells }, (_, position) => ({
        start: framesToSeconds((firstCell + position) * everyFrames, frameRate),
        place: `${uri}#xywh=${(position % columns) * width},${Math.floor(position / columns) * height},${width},${height}`,
      })),
    )
    .filter(({ start }) => start < durationSeconds)
    .sort((a, b) => a.start - b.start);
  const step = Math.ceil(all.length / (MOST_CELLS * 1.5));
  const shown = all.filter((_, index) => index % step === 0);
  const cues = shown.map(({ start, place }, index) => {
    const end = shown[index + 1]?.start ?? durationSeconds;
    return `${timestamp(start)} --> ${timestamp(end)}\n${place}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}
