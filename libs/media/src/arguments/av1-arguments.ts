/** Preset 9 saves about 6 % more bytes and costs 40 % more CPU, 8 costs as much again (docs/adr/0021). */
const PRESET = '10';
const CRF = '33';

/**
 * SVT-AV1 for one rung, as capped constant quality like H.264's.
 *
 * This encoder takes no wishes for keyframes: it makes one every `-g` frames and nowhere else. So all segments of a
 * chunk must be of one length, but for a shorter last one; throws RangeError otherwise.
 */
export function av1Settings(segmentFrames: readonly number[], threads: number): string[] {
  const [first = 1, ...rest] = segmentFrames;
  const even = rest.every(
    (frames, index) => frames === first || (index === rest.length - 1 && frames < first),
  );
  if (!even) throw new RangeError('AV1 segments of one chunk must be of one length.');
  return [
    ...['-c:v', 'libsvtav1', '-preset', PRESET, '-crf', CRF, '-g', String(first)],
    // `lp` bounds its threads; no keyframe where the scene changes.
    ...['-svtav1-params', `lp=${threads}:scd=0`],
  ];
}
