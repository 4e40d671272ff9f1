import type { VideoStream } from '../source-info.ts';

type Colours = Pick<VideoStream, 'hdr' | 'matrix' | 'fullRange'>;

const tags = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/** Brightness of white paper in PQ and HLG, and of the brightest light they are usually made for (nits, ITU-R BT.2408). */
const WHITE = 203;
const BRIGHTEST = 1000;

/** Filters that scale a picture and convert its colour to what the tags will say: BT.709, limited range, 8 bit. */
export function toBt709(source: Colours, size: { width: number; height: number }): string {
  const { width, height } = size;
  if (source.hdr !== 'sdr') return `${mapTones(source, `w=${width}:h=${height}`)},format=yuv420p,${tags}`;
  if (source.matrix === 'bt2020') {
    // scale converts matrices only; with other primaries all colours would come out pale.
    const from = `w=${width}:h=${height}:pin=bt2020:tin=bt709:min=bt2020nc:rin=${zscaleRange(source)}`;
    return `zscale=${from}:p=bt709:t=bt709:m=bt709:r=limited,format=yuv420p,${tags}`;
  }
  const matrix = source.matrix === 'bt601' ? 'smpte170m' : source.matrix;
  const range = source.fullRange ? 'pc' : 'auto';
  const scale = `scale=${width}:${height}:in_color_matrix=${matrix}:in_range=${range}:out_color_matrix=bt709:out_range=tv`;
  return `${scale},format=yuv420p,${tags}`;
}

const zscaleRange = ({ fullRange }: Colours) => (fullRange ? 'full' : 'limited');

/**
 * Light that ordinary screens have stays as it is, up to half of white; what is brighter is pressed together, so
 * that white paper is a little below white and the brightest light is white. (The Hable curve would make faces and
 * paper a third darker.)
 */
function mapTones(source: Colours, size: string): string {
  const transfer = source.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67';
  const linear = `zscale=${size}:tin=${transfer}:pin=bt2020:min=bt2020nc:rin=${zscaleRange(source)}:t=linear:npl=${WHITE}`;
  const mapped = `format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.5:desat=0:peak=${(BRIGHTEST / WHITE).toFixed(2)}`;
  return `${linear},${mapped},zscale=t=bt709:m=bt709:r=limited`;
}
