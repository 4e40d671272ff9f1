/** Rows of table A-1 of ITU-T H.264: level, macroblocks/s, macroblocks per frame, kbit/s in Baseline and Main. */
const levels: readonly (readonly [string, number, number, number])[] = [
  ['1.3', 11_880, 396, 768],
  ['2.1', 19_800, 792, 4_000],
  ['3.0', 40_500, 1_620, 10_000],
  ['3.1', 108_000, 3_600, 14_000],
  ['3.2', 216_000, 5_120, 20_000],
  ['4.0', 245_760, 8_192, 20_000],
  ['4.2', 522_240, 8_704, 50_000],
  ['5.0', 589_824, 22_080, 135_000],
  ['5.1', 983_040, 36_864, 240_000],
  ['5.2', 2_073_600, 36_864, 240_000],
];

/** High profile may use 1.25 times the bit rate of the table (H.264 table A-2, cpbBrVclFactor 1250). */
const HIGH_PROFILE = 1.25;

/** The lowest level that allows this size (pixels), rate (bit/s) and frames per second. */
export function levelFor(
  picture: { width: number; height: number; maxRate: number },
  framesPerSecond: number,
): string {
  const blocks = Math.ceil(picture.width / 16) * Math.ceil(picture.height / 16);
  const fits = levels.find(
    ([, perSecond, perFrame, kilobits]) =>
      blocks * framesPerSecond <= perSecond &&
      blocks <= perFrame &&
      picture.maxRate <= kilobits * 1000 * HIGH_PROFILE,
  );
  return fits?.[0] ?? '5.2';
}
