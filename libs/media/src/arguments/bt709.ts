import type { VideoStream } from '../source-info.ts';

type Colours = Pick<VideoStream, 'hdr' | 'matrix' | 'fullRange'>;

const tags = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/** Filters that scale a picture and convert its colour to what the tags will say: BT.709, limited range, 8 bit. */
export function toBt709(source: Colours, size: { width: number; height: number }): string {
  const { width, height } = size;
  if (source.hdr === 'sdr') {
    const matrix = source.matrix === 'bt601' ? 'smpte170m' : source.matrix;
    const range = source.fullRange ? 'pc' : 'auto';
    const scale = `scale=${width}:${height}:in_color_matrix=${matrix}:in_range=${range}:out_color_matrix=bt709:out_range=tv`;
    return `${scale},format=yuv420p,${tags}`;
  }
  const transfer = source.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67';
  const range = source.fullRange ? 'full' : 'limited';
  const linear = `zscale=w=${width}:h=${height}:tin=${transfer}:pin=bt2020:min=bt2020nc:rin=${range}:t=linear:npl=203`;
  const mapped = 'format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0';
  return `${linear},${mapped},zscale=t=bt709:m=bt709:r=limited,format=yuv420p,${tags}`;
}
