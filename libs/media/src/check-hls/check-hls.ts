import type { Bandwidth } from '../playlist.ts';
import { checkMedia, type MediaFacts } from './check-media.ts';
import { readAttributes, readLines, resolve, type Attributes, type Line } from './read-playlist.ts';
import type { HlsFiles, Tell } from './types.ts';

type Read = { attributes: Attributes; path: string; facts: MediaFacts | undefined };

/** Apple, HLS authoring specification: measured rates lie within 10 % of what the master playlist says. */
const RATE_ERROR = 0.1;
/** Seconds that sound may last longer than the picture. */
const OVERHANG = 0.5;
/** Seconds; clocks of different rungs differ in their ticks. */
const SAME_TIME = 0.001;

/**
 * Walks a stream from its master playlist to the last byte and tells what breaks RFC 8216, Apple's authoring rules
 * or our own (one grid of segments for all rungs, exact times, rates as measured). An empty list means that nothing
 * does. `complete` is false for playlists that still grow: their rates are upper bounds, and they have no I-frame
 * playlists yet.
 */
export function checkHls(masterPath: string, files: HlsFiles, { complete = true } = {}): string[] {
  const problems: string[] = [];
  const tell: Tell = (problem) => void problems.push(problem);
  const lines = readLines(files.text(masterPath) ?? '');
  if (!lines) return [`${masterPath} is not a playlist`];
  for (const tag of ['EXT-X-VERSION', 'EXT-X-INDEPENDENT-SEGMENTS'])
    if (lines.filter((line) => line.tag === tag).length !== 1) tell(`${masterPath}: ${tag} stands not once`);

  const follow = (tag: string, kind: 'segments' | 'key frames'): Read[] =>
    entries(lines, tag, masterPath, tell).map((entry) => ({
      ...entry,
      facts: checkMedia(entry.path, kind, complete, files, tell),
    }));
  const variants = follow('EXT-X-STREAM-INF', 'segments');
  const sounds = follow('EXT-X-MEDIA', 'segments');
  const keyFrames = follow('EXT-X-I-FRAME-STREAM-INF', 'key frames');
  if (variants.length === 0) tell(`${masterPath} has no variant`);
  checkSounds(sounds, tell);
  for (const variant of variants) checkVariant(variant, sounds, complete, tell);
  for (const variant of variants.filter(isPicture)) {
    const key = keyFrames.find((entry) => isSamePicture(entry, variant));
    if (complete && !key) tell(`${variant.path} has no I-frame playlist`);
    if (key && key.facts?.paths.join() !== variant.facts?.paths.join())
      tell(`${key.path} and ${variant.path} are not of the same segments`);
  }
  for (const entry of keyFrames) {
    checkPicture(entry, tell);
    checkRates(entry, entry.facts?.bandwidth, complete, tell);
  }
  checkTogether(variants, sounds, complete, tell);
  return problems;
}

/** Every line of a kind with the address it leads to; each playlist is named once. */
function entries(lines: readonly Line[], tag: string, master: string, tell: Tell) {
  const found: { attributes: Attributes; path: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.tag !== tag) continue;
    const attributes = readAttributes(line.value);
    const next = lines[index + 1];
    const uri =
      tag === 'EXT-X-STREAM-INF' ? (next?.tag === null ? next.value : undefined) : attributes?.get('URI');
    if (!attributes || uri === undefined) tell(`${master}: cannot read ${line.value}`);
    else found.push({ attributes, path: resolve(uri, master) });
  }
  const paths = found.map(({ path }) => path);
  if (new Set(paths).size < paths.length) tell(`${master} names a playlist twice`);
  return found;
}

const isPicture = ({ facts }: Read) => facts?.init.kind === 'video';
const isSamePicture = (a: Read, b: Read) =>
  a.attributes.get('RESOLUTION') === b.attributes.get('RESOLUTION') &&
  a.facts?.init.codec === b.facts?.init.codec;

function checkSounds(sounds: readonly Read[], tell: Tell) {
  const names = new Set<string>();
  const defaults = new Set<string>();
  for (const { attributes, path, facts } of sounds) {
    const group = attributes.get('GROUP-ID') ?? '';
    const name = `${group}/${attributes.get('NAME') ?? ''}`;
    if (names.has(name) || name.startsWith('/') || name.endsWith('/')) tell(`${path}: its name is ${name}`);
    names.add(name);
    if (attributes.get('DEFAULT') === 'YES') {
      if (defaults.has(group)) tell(`${path} is not the only default`);
      defaults.add(group);
    }
    if (attributes.get('TYPE') !== 'AUDIO') tell(`${path}: TYPE is ${attributes.get('TYPE')}`);
    if (facts?.init.kind !== 'audio') tell(`${path} is not sound`);
    if (attributes.get('CHANNELS') !== String(facts?.init.audio?.channels)) tell(`${path}: wrong CHANNELS`);
  }
  const groups = new Set(sounds.map(({ attributes }) => attributes.get('GROUP-ID')));
  if (defaults.size !== groups.size) tell('a group of sounds has no default');
}

function checkVariant(variant: Read, sounds: readonly Read[], complete: boolean, tell: Tell) {
  const { attributes, path, facts } = variant;
  const group = attributes.get('AUDIO');
  const heard = sounds.filter((sound) => sound.attributes.get('GROUP-ID') === group);
  if (group !== undefined && heard.length === 0) tell(`${path}: there is no group ${group}`);
  if (group === undefined && isPicture(variant) && sounds.length > 0) tell(`${path} has no sound`);
  if (!facts) return;
  const codecs = [...new Set([facts.init.codec, ...heard.map((sound) => sound.facts?.init.codec)])];
  if (attributes.get('CODECS') !== codecs.join(',')) tell(`${path}: CODECS should be ${codecs.join(',')}`);
  if (isPicture(variant)) {
    checkPicture(variant, tell);
    const rate = facts.samples / (facts.times.at(-1) ?? 0);
    // A copied picture may be a frame short of the clock.
    const error = Math.max(0.001, (rate * 1.5) / facts.samples);
    if (!(Math.abs(Number(attributes.get('FRAME-RATE')) - rate) <= error))
      tell(`${path}: FRAME-RATE is ${rate}`);
  }
  // The variant of a stream without a picture is one of its own sounds.
  const picture = isPicture(variant) ? facts.bandwidth : { peak: 0, average: 0 };
  const sound = isPicture(variant) ? heard : [variant, ...heard];
  const sum = (key: keyof Bandwidth) =>
    picture[key] + Math.max(0, ...sound.map((entry) => entry.facts?.bandwidth[key] ?? 0));
  checkRates(variant, { peak: sum('peak'), average: sum('average') }, complete, tell);
}

function checkPicture({ attributes, path, facts }: Read, tell: Tell) {
  const video = facts?.init.video;
  const size = `${video?.width}x${video?.height}`;
  if (attributes.get('RESOLUTION') !== size) tell(`${path}: RESOLUTION should be ${size}`);
  if (
    !attributes
      .get('CODECS')
      ?.split(',')
      .includes(facts?.init.codec ?? '')
  )
    tell(`${path}: wrong CODECS`);
}

/** While a stream grows, its rates are what they may become, never less than what is there. */
function checkRates(
  { attributes, path }: Read,
  measured: Bandwidth | undefined,
  complete: boolean,
  tell: Tell,
) {
  if (!measured) return;
  const declared = {
    peak: Number(attributes.get('BANDWIDTH')),
    average: Number(attributes.get('AVERAGE-BANDWIDTH')),
  };
  if (!(declared.peak >= measured.peak)) tell(`${path}: BANDWIDTH is below the peak of ${measured.peak}`);
  if (complete && declared.peak > measured.peak * (1 + RATE_ERROR))
    tell(`${path}: BANDWIDTH is far above the peak of ${measured.peak}`);
  if (!(Math.abs(declared.average - measured.average) <= measured.average * RATE_ERROR))
    tell(`${path}: AVERAGE-BANDWIDTH is not ${measured.average}`);
}

/** RFC 8216 6.2.4: one target duration; ours: the same boundaries for every rung, and no sound after the picture. */
function checkTogether(variants: readonly Read[], sounds: readonly Read[], complete: boolean, tell: Tell) {
  const targets = new Set([...variants, ...sounds].flatMap(({ facts }) => (facts ? [facts.target] : [])));
  if (targets.size > 1) tell(`target durations differ: ${[...targets].join()}`);
  const pictures = variants.filter(isPicture);
  const longest = pictures.toSorted((a, b) => segmentsOf(b) - segmentsOf(a))[0];
  const grid = longest?.facts?.times ?? [];
  for (const { path, facts } of pictures) {
    const times = facts?.times ?? [];
    const whole = !complete || times.length === grid.length;
    const even = times.every((time, index) => Math.abs(time - grid[index]!) < SAME_TIME);
    if (!whole || !even) tell(`${path} is cut at other places than ${longest!.path}`);
  }
  if (!complete || !longest) return;
  for (const { path, facts } of sounds)
    if ((facts?.times.at(-1) ?? 0) > grid.at(-1)! + OVERHANG) tell(`${path} lasts longer than the picture`);
}

const segmentsOf = ({ facts }: Read) => facts?.paths.length ?? 0;
