import { formatRational } from '../rational.ts';
import { toBt709 } from './bt709.ts';
import { sheetGraph, stillGraph } from './still-graph.ts';
import { chunkFrames, type VideoChunk } from './video-chunk.ts';

/** Output labels of a graph, in the order of the chunk's rungs. */
export const rungLabel = (position: number) => `rung${position}`;

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
  const graph = chunk.stills ? [`${input},split=2[picture][still]`, ...stillGraph('still', chunk)] : [];
  const head = chunk.stills ? '[picture]' : `${input},`;
  const sheet = sheetGraph('cells', chunk);
  const largest = rungs.length - 1;
  // Largest first: each smaller rung is scaled from the next larger one, which is cheaper than from the source.
  for (let position = largest; position >= 0; position -= 1) {
    const rung = rungs[position]!;
    const picture =
      position === largest
        ? `${head}${toBt709(source, rung)}`
        : `[from${position}]scale=${rung.width}:${rung.height}`;
    const also = position > 0 ? `[from${position - 1}]` : sheet.length > 0 ? '[cells]' : '';
    const label = `[${rungLabel(position)}]`;
    graph.push(`${picture},setsar=1${also ? `,split=2${label}${also}` : label}`);
  }
  return [...graph, ...sheet].join(';');
}
