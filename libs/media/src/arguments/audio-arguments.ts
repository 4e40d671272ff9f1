import { CEILING_DB, LOUDNESS_FIELD, type LoudnessWindow } from '../audio/loudness.ts';
import { bareOutput, ffmpegStart, hostileInput } from './safety.ts';
import { outputNames } from './video-chunk.ts';

/** What the sound of every video becomes. */
export const AUDIO_SAMPLE_RATE = 48_000;
const BIT_RATE = '128k';

/** Files below the working directory, and the descriptor on which samples for the waveform leave. */
export const audioOutputs = {
  loudness: 'loudness.txt',
  picture: 'poster.jpg',
  drawing: 'waveform.rgb',
  peaks: 'pipe:3',
} as const;

/** One sound of a source. */
export interface AudioTrack {
  /** ffmpeg's index in the file. */
  streamIndex: number;
  /** As the probe found them; undefined when nobody asked. */
  channels?: number | undefined;
}

export interface AudioEncoding extends AudioTrack {
  /** Of the rendition: segments are written into a directory of this name, which must exist. */
  name: string;
  segmentSeconds: number;
  maxSeconds: number;
  /** The same from the first sample to the last, so that nothing pumps and another attempt makes the same bytes. */
  gainDb: number;
  /** Silence follows a sound that ends before (seconds); null leaves its end as it is. */
  padTo: number | null;
  /** Also writes what is heard to descriptor 3, as interleaved 16 bit samples. */
  peaks: boolean;
}

/** However much of a sound is broken: what is left of it is heard, and a picture is shown without any. */
const anyErrors = () => ['-max_error_rate', '1'];

/** Layouts that ffmpeg knows how to mix down by the number of channels alone. */
const KNOWN_LAYOUTS = 8;

/**
 * Stereo at 48 kHz, in floats, so that nothing clips before the limiter. The centre, where people speak, keeps its
 * level of ITU-R BS.775 (-3 dB in both), what comes from behind gets half of it: dialogue stays on top. Of a field
 * recorder's many tracks without a layout the first two are heard.
 */
function toStereo({ channels = 0 }: AudioTrack): string {
  return [
    ...(channels > KNOWN_LAYOUTS ? ['pan=stereo|c0=c0|c1=c1'] : []),
    `aresample=${AUDIO_SAMPLE_RATE}:async=1:first_pts=0:clev=0.7071:slev=0.5`,
    'aformat=sample_fmts=fltp:channel_layouts=stereo',
  ].join(',');
}

/**
 * ffmpeg for the whole sound of a source: AAC-LC stereo, 48 kHz, fMP4 segments written one after the other. Time zero
 * is the container's start, as in `videoArguments`: silence fills a late start and gaps, what lies before zero is
 * dropped. Boundaries are the AAC frames (21.3 ms) next to the video's.
 */
export function audioArguments(input: string, task: AudioEncoding, threads: number): string[] {
  // `level=disabled`: the limiter would raise everything to full scale; `latency`: it would delay the sound by 5 ms.
  const ceiling = (10 ** (CEILING_DB / 20)).toFixed(4);
  const limiter = `alimiter=level=disabled:limit=${ceiling}:attack=5:release=50:latency=1`;
  const end = task.maxSeconds.toFixed(3);
  const chain = `[0:${task.streamIndex}]${toStereo(task)},volume=${task.gainDb.toFixed(1)}dB,${limiter},atrim=end=${end}`;
  const pad = task.padTo === null ? 'anull' : `apad=whole_dur=${task.padTo.toFixed(3)}`;
  return [
    ...ffmpegStart(),
    ...hostileInput(),
    ...['-threads', String(threads), '-copyts', '-start_at_zero', '-i', input],
    ...anyErrors(),
    ...[
      '-filter_complex',
      task.peaks ? `${chain},asplit=2[heard][peaks];[heard]${pad}[sound]` : `${chain},${pad}[sound]`,
    ],
    ...['-map', '[sound]', ...bareOutput()],
    ...['-c:a', 'aac', '-profile:a', 'aac_low', '-b:a', BIT_RATE],
    ...['-f', 'hls', '-hls_time', task.segmentSeconds.toFixed(6), '-hls_list_size', '0'],
    ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', outputNames.init],
    ...['-hls_segment_filename', `${task.name}/%05d.m4s`, `${task.name}/${outputNames.playlist}`],
    ...(task.peaks ? ['-map', '[peaks]', ...bareOutput(), '-f', 's16le', audioOutputs.peaks] : []),
  ];
}

/**
 * ffmpeg that measures the loudness of some stretches of a sound as if they were one, mixed down as `audioArguments`
 * does. Its words go to a file and not to the log, where a title could pretend to be a measurement.
 */
export function loudnessArguments(
  input: string,
  track: AudioTrack,
  windows: readonly LoudnessWindow[],
): string[] {
  const stretches = windows.map((_, i) => `[${i}:${track.streamIndex}]${toStereo(track)}[w${i}]`);
  const joined = windows.map((_, i) => `[w${i}]`).join('');
  const report = `ametadata=print:key=${LOUDNESS_FIELD}:file=${audioOutputs.loudness}`;
  return [
    ...ffmpegStart(),
    // Places need not be exact: without an index, a file would be read from its beginning for each of them.
    ...windows.flatMap(({ start, seconds }) => [
      ...[...hostileInput(), '-fflags', '+fastseek', '-threads', '1', '-vn'],
      ...(start > 0 ? ['-ss', start.toFixed(3)] : []),
      ...['-t', seconds.toFixed(3), '-i', input],
    ]),
    ...anyErrors(),
    ...[
      '-filter_complex',
      [...stretches, `${joined}concat=n=${windows.length}:v=0:a=1,ebur128=metadata=1,${report}`].join(';'),
    ],
    ...['-f', 'null', '-'],
  ];
}

const LONGEST_SIDE = 1280;

/** ffmpeg that makes a JPEG of the picture that lies in a sound file. */
export const coverArguments = (input: string, coverIndex: number): string[] => [
  ...ffmpegStart(),
  ...hostileInput(),
  ...['-threads', '1', '-i', input, '-map', `0:${coverIndex}`, ...bareOutput(), '-frames:v', '1'],
  ...[
    '-vf',
    `scale=w='min(${LONGEST_SIDE},iw)':h='min(${LONGEST_SIDE},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`,
  ],
  ...jpeg(),
];

/** ffmpeg that makes a JPEG of the drawing we made ourselves: raw RGB, 8 bits. */
export const drawingArguments = ({ width, height }: { width: number; height: number }): string[] => [
  ...ffmpegStart(),
  ...['-protocol_whitelist', 'file', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`],
  ...['-i', `file:${audioOutputs.drawing}`, '-frames:v', '1'],
  ...jpeg(),
];

const jpeg = () => [
  ...['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p', '-f', 'image2', '-update', '1'],
  audioOutputs.picture,
];
