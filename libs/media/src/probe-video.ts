import { targetFrameRate } from './frame-rate.ts';
import { streamDuration } from './probe-audio.ts';
import { asFields, asList, asNumber, asPositive, asText, type Fields } from './probe-fields.ts';
import { parseRational, toNumber, type Rational } from './rational.ts';
import type { ColorMatrix, DynamicRange, VideoStream } from './source-info.ts';

/** A moving picture: cover art is a video stream to ffprobe, but not to a viewer. */
export const isPicture = (stream: Fields): boolean =>
  stream.codec_type === 'video' && asFields(stream.disposition).attached_pic !== 1;

/** A video stream as tasks need it; undefined when nothing could decode it. */
export function readVideo(stream: Fields): VideoStream | undefined {
  const codec = asText(stream.codec_name);
  const width = asPositive(stream.width);
  const height = asPositive(stream.height);
  const index = asNumber(stream.index);
  if (!codec || !width || !height || index === undefined) return undefined;
  const rotation = readRotation(stream);
  const sar = readSar(stream);
  const shown = { width: Math.max(1, Math.round(width * toNumber(sar))), height };
  const upright = rotation % 180 === 0 ? shown : { width: shown.height, height: shown.width };
  const duration = streamDuration(stream);
  const interlaced = ['tt', 'bb', 'tb', 'bt'].includes(asText(stream.field_order) ?? '');
  const pixelFormat = asText(stream.pix_fmt) ?? 'unknown';
  return {
    index,
    codec,
    pixelFormat,
    ...upright,
    rotation,
    sar,
    frameRate: targetFrameRate(
      parseRational(stream.avg_frame_rate),
      parseRational(stream.r_frame_rate),
      interlaced,
    ),
    interlaced,
    hdr: readDynamicRange(stream),
    matrix: readMatrix(stream, height),
    fullRange: stream.color_range === 'pc' || pixelFormat.startsWith('yuvj'),
    startTime: asNumber(stream.start_time) ?? 0,
    ...(duration !== undefined && { duration }),
  };
}

function readRotation(stream: Fields): 0 | 90 | 180 | 270 {
  const sideData = asList(stream.side_data_list).map((entry) => asNumber(entry.rotation));
  // Side data counts counter-clockwise, the older tag clockwise.
  const counterClockwise = sideData.find((value) => value !== undefined);
  const degrees =
    counterClockwise !== undefined ? -counterClockwise : (asNumber(asFields(stream.tags).rotate) ?? 0);
  const quarters = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarters] ?? 0;
}

/** An aspect ratio beyond 8:1 is a broken header, not a picture. */
function readSar(stream: Fields): Rational {
  const square = { numerator: 1, denominator: 1 };
  const sar = parseRational(stream.sample_aspect_ratio) ?? square;
  const ratio = toNumber(sar);
  return ratio >= 1 / 8 && ratio <= 8 ? sar : square;
}

function readDynamicRange(stream: Fields): DynamicRange {
  if (stream.color_transfer === 'smpte2084') return 'pq';
  return stream.color_transfer === 'arib-std-b67' ? 'hlg' : 'sdr';
}

/** Untagged pictures: BT.601 up to 576 lines, BT.709 above, as players assume. */
function readMatrix(stream: Fields, height: number): ColorMatrix {
  const tag = asText(stream.color_space) ?? '';
  if (tag === 'bt709') return 'bt709';
  if (tag.startsWith('bt2020')) return 'bt2020';
  if (['smpte170m', 'bt470bg', 'fcc', 'smpte240m'].includes(tag)) return 'bt601';
  return height <= 576 ? 'bt601' : 'bt709';
}
