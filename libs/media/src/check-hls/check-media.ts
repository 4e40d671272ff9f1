import { MalformedMediaError } from '../boxes.ts';
import { readInitSegment, type InitSegment } from '../fmp4-init.ts';
import { readMediaSegment, type MediaSegment } from '../fmp4-segment.ts';
import { measureBandwidth, type Bandwidth } from '../playlist.ts';
import { readLines, readMediaPlaylist, type ListedSegment, type MediaPlaylist } from './read-playlist.ts';
import type { HlsFiles, Tell } from './types.ts';

/** What a media playlist turned out to be, once every byte it names was looked at. */
export interface MediaFacts {
  init: InitSegment;
  target: number;
  bandwidth: Bandwidth;
  /** Paths and exact start times (seconds) of its segments, and the end of the last one. */
  paths: string[];
  times: number[];
  /** Frames, or packets of sound. */
  samples: number;
}

/** EXTINF is written with six digits. */
const EXTINF_ERROR = 0.000_001;

/** Checks one media playlist and every segment it names. Undefined when there is too little to go on with. */
export function checkMedia(
  path: string,
  kind: 'segments' | 'key frames',
  complete: boolean,
  files: HlsFiles,
  tell: Tell,
): MediaFacts | undefined {
  const text = files.text(path);
  if (text === undefined) return void tell(`${path} is missing`);
  const lines = readLines(text);
  if (!lines) return void tell(`${path} is not a playlist`);
  const playlist = readMediaPlaylist(lines, path);
  checkTags(path, playlist, kind, complete, tell);
  const target = Number(playlist.tags.get('EXT-X-TARGETDURATION'));
  if (playlist.segments.length === 0) return void tell(`${path} names no segment`);
  for (const { seconds, path: segment } of playlist.segments)
    if (seconds > target) tell(`${path}: ${segment} lasts longer than the target duration`);
  const read = readSegments(path, playlist.segments, kind, files, tell);
  return read && { ...read, target, paths: playlist.segments.map((segment) => segment.path) };
}

function checkTags(path: string, playlist: MediaPlaylist, kind: string, complete: boolean, tell: Tell) {
  const { tags, repeated, strange } = playlist;
  const expected: [string, RegExp][] = [
    ['EXT-X-VERSION', /^[7-9]$/],
    ['EXT-X-TARGETDURATION', /^[1-9]\d*$/],
    ['EXT-X-MEDIA-SEQUENCE', /^0$/],
    ['EXT-X-PLAYLIST-TYPE', complete ? /^VOD$/ : /^EVENT$/],
    ['EXT-X-INDEPENDENT-SEGMENTS', /^$/],
  ];
  for (const [tag, value] of expected)
    if (!value.test(tags.get(tag) ?? 'none')) tell(`${path}: ${tag} is ${tags.get(tag) ?? 'missing'}`);
  if (tags.has('EXT-X-ENDLIST') !== complete) tell(`${path}: EXT-X-ENDLIST does not fit`);
  if (tags.has('EXT-X-I-FRAMES-ONLY') !== (kind === 'key frames'))
    tell(`${path}: EXT-X-I-FRAMES-ONLY does not fit`);
  for (const tag of repeated) tell(`${path}: ${tag} stands twice`);
  for (const line of strange) tell(`${path}: what is ${line}?`);
}

function readSegments(
  path: string,
  segments: readonly ListedSegment[],
  kind: 'segments' | 'key frames',
  files: HlsFiles,
  tell: Tell,
): Omit<MediaFacts, 'target' | 'paths'> | undefined {
  let init: InitSegment | undefined;
  let initPath: string | null = null;
  let ticks = 0;
  let samples = 0;
  const times = [0];
  const measured: { ticks: number; timescale: number; bytes: number }[] = [];
  for (const listed of segments) {
    const where = `${path}: ${listed.path}`;
    if (listed.init === null) return void tell(`${where} has no EXT-X-MAP`);
    if (listed.init !== initPath) {
      const next: InitSegment | undefined = tryRead(files, listed.init, readInitSegment, tell);
      if (!next) return undefined;
      if (init && (init.codec !== next.codec || init.timescale !== next.timescale))
        tell(`${where} changes the codec or the clock`);
      [init, initPath] = [next, listed.init];
    }
    const segment = tryRead(files, listed.path, readMediaSegment, tell);
    if (!segment || !init) return undefined;
    const size = files.bytes(listed.path)!.byteLength;
    checkSegment(where, listed, segment, { kind, expectedStart: ticks, init }, tell);
    measured.push({ ticks: segment.duration, timescale: init.timescale, bytes: listed.range ?? size });
    ticks += segment.duration;
    samples += segment.samples;
    times.push(ticks / init.timescale);
  }
  const target = Number(/TARGETDURATION:(\d+)/.exec(files.text(path) ?? '')?.[1]);
  return init && { init, times, samples, bandwidth: measureBandwidth(measured, target) };
}

function checkSegment(
  where: string,
  listed: ListedSegment,
  segment: MediaSegment,
  { kind, expectedStart, init }: { kind: string; expectedStart: number; init: InitSegment },
  tell: Tell,
) {
  const seconds = segment.duration / init.timescale;
  if (Math.abs(listed.seconds - seconds) > EXTINF_ERROR)
    tell(`${where} lasts ${seconds} s, not ${listed.seconds}`);
  if (segment.decodeTime !== expectedStart)
    tell(`${where} starts at tick ${segment.decodeTime}, not ${expectedStart}`);
  if (init.kind === 'video' && !segment.startsWithKeyframe) tell(`${where} does not start with a key frame`);
  if (kind === 'segments' && listed.range !== null) tell(`${where} is named in part`);
  if (kind === 'key frames' && listed.range !== segment.keyBytes)
    tell(`${where}: its key frame ends after ${segment.keyBytes} bytes, not ${listed.range}`);
}

function tryRead<T>(
  files: HlsFiles,
  path: string,
  read: (bytes: Uint8Array) => T,
  tell: Tell,
): T | undefined {
  const bytes = files.bytes(path);
  if (!bytes) return void tell(`${path} is missing`);
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof MalformedMediaError)) throw error;
    return void tell(`${path}: ${error.message}`);
  }
}
