/** What changes with the lines of a picture, the largest first. */
const bySize = [
  { lines: 1080, settings: ['-crf', '25', '-subq', '1'] },
  { lines: 720, settings: ['-crf', '24'] },
  { lines: 0, settings: ['-crf', '23', '-rc-lookahead', '20'] },
];

/**
 * What an H.264 rung of this size is encoded with. Rate-capped constant quality: easy scenes stay small, hard ones stay
 * bounded.
 *
 * `veryfast` is the cheapest preset that still decides between block sizes; one more step costs a third more CPU.
 * What is changed of it was chosen by bytes at equal SSIM on grain, sharp detail and animation, see
 * docs/adr/0021-bits-where-they-are-seen.md:
 * - `aq-mode 2`, a little weaker than its default: bits follow how busy each block is in this very frame. Mode 1
 *   takes grain for detail and spends them there.
 * - `trellis 1`: rounds coefficients by what they cost, once per block.
 * - `rc-lookahead 20` (10) in small pictures: a block that stays for long is worth more bits than one that goes at once.
 *   In large ones it saves 0 to 2 per cent, for 4 per cent of the CPU and 12 MB of memory for every frame of 1080p.
 * - `subq 1` (2) in the largest: a fifth of the CPU of the rung that takes more than half of all. In grain at its cap
 *   it changes nothing; elsewhere it takes 3 to 10 per cent more bytes.
 * - `crf`: a pixel of a larger picture is smaller on the screen; and near the cap, what is not spent on easy moments is
 *   there for hard ones.
 */
export function h264Settings({ width, height }: { width: number; height: number }): string[] {
  const { settings } = bySize.find(({ lines }) => Math.min(width, height) >= lines)!;
  return ['-preset', 'veryfast', '-aq-mode', '2', '-aq-strength', '0.8', '-trellis', '1', ...settings];
}
