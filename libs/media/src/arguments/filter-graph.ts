import { formatRational, toNumber } from '../rational.ts';
import { toBt709 } from './bt709.ts';
import { chunkFrames, type VideoChunk } from './video-chunk.ts';

/** Output labels of a graph, in the order of the chunk's rungs. */
export const rungLabel = (position: number) => `rung${position}`;
export const posterLabels = ['poster', 'anyposter'] as const;

/**
 * One decode for all rungs. Frames are first placed on the constant output clock (`fps`), then the chunk is cut out
 * by frame number, because cutting by seconds rounds to the wrong frame, and only then scaled. Subtracting the
 * chunk's own first frame (not the first one that arrived) keeps a late start visible in the output's times.
 */
export function filterGraph(chunk: VideoChunk): string {
  const { source, firstFrame, rungs } = chunk;
  const rate = formatRational(source.frameRate);
  // Without a seek the source's own first frame is held back to time zero; after a seek that would shift the chunk.
  const fps = chunk.seekSeconds > 0 ? `fps=${rate}` : `fps=${rate}:start_time=0`;
  const cut = [
    ...(source.interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    fps,
    ...(chunk.holdFrom === null ? [] : ['tpad=stop_mode=clone:stop=-1']),
    `trim=start_pts=${firstFrame}:end_pts=${firstFrame + chunkFrames(chunk)}`,
    `setpts=PTS-${firstFrame}`,
  ].join(',');
  const input = `[0:${source.index}]${cut}`;
  const [whole, posters] = chunk.poster
    ? [`${input},split=2[picture][still]`, posterGraph(chunk)]
    : [input, []];
  const start = chunk.poster ? [whole, ...posters] : [];
  const head = chunk.poster ? '[picture]' : `${whole},`;
  const largest = rungs.length - 1;
  const graph = [...start];
  // Largest first: each smaller rung is scaled from the next larger one, which is cheaper than from the source.
  for (let position = largest; position >= 0; position -= 1) {
    const rung = rungs[position]!;
    const from =
      position === largest
        ? `${head}${toBt709(source, rung)}`
        : `[from${position}]scale=${rung.width}:${rung.height}`;
    const finished = `${from},setsar=1`;
    graph.push(
      position > 0
        ? `${finished},split=2[${rungLabel(position)}][from${position - 1}]`
        : `${finished}[${rungLabel(position)}]`,
    );
  }
  return graph.join(';');
}

/**
 * Two stills from about two frames a second: the most typical of those that are not dark, and, in case all are, the
 * first one. YAVG is the mean luma, 16 is black.
 */
function posterGraph(chunk: VideoChunk): string[] {
  const { width, height } = chunk.pictureSize;
  const factor = Math.min(1, 1280 / Math.max(width, height));
  const even = (value: number) => Math.max(2, 2 * Math.round((value * factor) / 2));
  const step = Math.max(1, Math.round(toNumber(chunk.source.frameRate) / 2));
  const scaled = toBt709(chunk.source, { width: even(width), height: even(height) });
  const bright = 'signalstats,metadata=mode=select:key=lavfi.signalstats.YAVG:function=greater:value=32';
  return [
    `[still]framestep=${step},${scaled},setsar=1,split=2[dark][${posterLabels[1]}]`,
    `[dark]${bright},thumbnail=n=20[${posterLabels[0]}]`,
  ];
}
