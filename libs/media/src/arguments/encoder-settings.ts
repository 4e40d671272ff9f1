/**
 * What every H.264 rung is encoded with. Rate-capped constant quality: easy scenes stay small, hard ones stay bounded.
 *
 * `veryfast` is the cheapest preset that still decides between block sizes; one more step costs a third more CPU.
 * What is changed of it was chosen by bytes at equal SSIM on three clips (grain, sharp detail, animation), see
 * docs/adr/0021-bits-where-they-are-seen.md:
 * - `aq-mode 2`, a little weaker than its default: bits follow how busy each block is in this very frame. Mode 1
 *   takes grain for detail and spends them there.
 * - `rc-lookahead 20` (10): a block that stays for long is worth more bits than one that goes at once. The preset looks
 *   10 frames ahead; 30 would save 1 to 2 per cent more and cost more CPU than it is worth.
 * - `trellis 1`: rounds coefficients by what they cost, once per block.
 */
export const h264Settings: readonly string[] = [
  ...['-preset', 'veryfast', '-crf', '23'],
  ...['-aq-mode', '2', '-aq-strength', '0.8', '-rc-lookahead', '20', '-trellis', '1'],
];
