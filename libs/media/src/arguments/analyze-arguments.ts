import type { Window } from '../analysis/windows.ts';
import type { Rung } from '../ladder.ts';
import { formatRational } from '../rational.ts';
import { toBt709 } from './bt709.ts';
import { h264Settings } from './encoder-settings.ts';
import { bareOutput, ffmpegStart, hostileInput } from './safety.ts';
import type { VideoChunk } from './video-chunk.ts';

export interface AnalyzePlan {
  source: VideoChunk['source'];
  /** Smallest first. */
  rungs: readonly Pick<Rung, 'name' | 'width' | 'height'>[];
  windows: readonly Window[];
}

type Size = Pick<Rung, 'width' | 'height'>;

/** What an analysis leaves in the working directory. */
export const analysisNames = {
  whole: 'whole.txt',
  part: 'part.txt',
  stills: 'stills.txt',
  loss: (rung: string) => `loss-${rung}.txt`,
} as const;

/** Pixels of the pictures that are encoded: enough for the rate to be told, few enough to cost next to nothing. */
const PIXELS = 426 * 240;
/** Smaller rungs that the top one is compared with: further down nothing is worth dropping. */
const COMPARED = 2;

const even = (value: number) => Math.max(16, 2 * Math.round(value / 2));

/** Size of the whole picture made small; a part of the same size is cut out of the top rung. */
export function sampleSizes({ rungs }: Pick<AnalyzePlan, 'rungs'>): {
  whole: Size;
  part: Size;
  share: number;
} {
  const top = rungs.at(-1)!;
  const share = Math.min(1, Math.sqrt(PIXELS / (top.width * top.height)));
  const size = { width: even(top.width * share), height: even(top.height * share) };
  return { whole: size, part: size, share };
}

/** The rungs below the top one that may do in its place, largest first. */
export const comparedRungs = ({ rungs }: Pick<AnalyzePlan, 'rungs'>) =>
  rungs.slice(0, -1).toReversed().slice(0, COMPARED);

/**
 * One ffmpeg that looks at a few moments of a film: packets of two small encodes of the moving windows, and, for the
 * first picture of every window, how much of it is lost in smaller rungs. Every window is an input of its own, which
 * is decoded from the keyframe before it, and only as far as it is used.
 */
export function analyzeArguments(input: string, plan: AnalyzePlan, threads: number): string[] {
  const perWindow = String(plan.windows.find(({ frames }) => frames > 0)?.frames ?? 1);
  const encode = (label: string, file: string) => [
    ...['-map', `[${label}]`, ...bareOutput()],
    ...['-c:v', 'libx264', ...h264Settings(sampleSizes(plan).whole), '-threads', String(threads)],
    ...['-pix_fmt', 'yuv420p', '-g', perWindow, '-keyint_min', perWindow, '-sc_threshold', '0'],
    ...['-f', 'framecrc', file],
  ];
  return [
    ...ffmpegStart(),
    ...['-filter_complex_threads', String(threads)],
    ...plan.windows.flatMap(({ seconds }) => [
      ...hostileInput(),
      ...['-threads', String(threads), '-noaccurate_seek', '-ss', seconds.toFixed(6), '-i', input],
    ]),
    ...['-filter_complex', analyzeGraph(plan)],
    ...encode('whole', analysisNames.whole),
    ...encode('part', analysisNames.part),
    ...['stills', ...comparedRungs(plan).map(({ name }) => name)].flatMap((label) => [
      ...['-map', `[${label}]`, ...bareOutput(), '-f', 'null', '-'],
    ]),
  ];
}

export function analyzeGraph(plan: AnalyzePlan): string {
  const { source, windows } = plan;
  const top = plan.rungs.at(-1)!;
  const { whole, part, share } = sampleSizes(plan);
  const still = `trim=end_frame=1,${toBt709(source, top)},format=gray,setsar=1,setpts=0`;
  const fields = source.interlaced ? 'bwdif=mode=send_frame:deint=interlaced,' : '';
  const rate = formatRational(source.frameRate);
  const branches = windows.flatMap(({ frames }, index) => {
    const start = `[${index}:${source.index}]${fields}`;
    if (frames === 0) return [`${start}${still}[still${index}]`];
    return [
      `${start}fps=${rate},trim=end_frame=${frames},setpts=N,split=3[a${index}][b${index}][c${index}]`,
      `[a${index}]${toBt709(source, whole)},setsar=1[whole${index}]`,
      `[b${index}]crop=iw*${share.toFixed(6)}:ih*${share.toFixed(6)},${toBt709(source, part)},setsar=1[part${index}]`,
      `[c${index}]${still}[still${index}]`,
    ];
  });
  const joined = (name: string, from: readonly Window[]) => {
    const labels = from.map((window) => `[${name}${windows.indexOf(window)}]`).join('');
    return `${labels}concat=n=${from.length}`;
  };
  const moving = windows.filter(({ frames }) => frames > 0);
  return [
    ...branches,
    `${joined('whole', moving)}[whole]`,
    `${joined('part', moving)}[part]`,
    ...lossGraph(plan, joined('still', windows)),
  ].join(';');
}

const printed = (file: string) => `signalstats,metadata=mode=print:file=${file}`;

/** Each still, and what remains of its differences to itself in a smaller rung, averaged over blocks of 8 × 8. */
function lossGraph(plan: AnalyzePlan, stills: string): string[] {
  const top = plan.rungs.at(-1)!;
  const compared = comparedRungs(plan);
  const blocks = `scale=${Math.ceil(top.width / 8)}:${Math.ceil(top.height / 8)}:flags=area`;
  const labels = compared.flatMap(({ name }) => [`[${name}x]`, `[${name}y]`]).join('');
  return [
    `${stills},split=${1 + 2 * compared.length}[plain]${labels}`,
    `[plain]${blocks},${printed(analysisNames.stills)}[stills]`,
    ...compared.map(
      ({ name, width, height }) =>
        `[${name}x]scale=${width}:${height},scale=${top.width}:${top.height}[${name}z];` +
        `[${name}y][${name}z]blend=all_mode=difference,${blocks},${printed(analysisNames.loss(name))}[${name}]`,
    ),
  ];
}
