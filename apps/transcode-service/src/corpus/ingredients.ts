/** Arguments that most recipes begin with: three seconds of a moving test card and of a tone. */
export const lavfi = (graph: string): string[] => ['-f', 'lavfi', '-i', graph];

export const card = (
  options: { size?: string; rate?: number | string; seconds?: number; more?: string } = {},
) =>
  lavfi(
    `testsrc2=s=${options.size ?? '640x360'}:r=${options.rate ?? 30}:d=${options.seconds ?? 3}${options.more ?? ''}`,
  );

export const tone = (options: { rate?: number; seconds?: number; hertz?: number } = {}) =>
  lavfi(`sine=${options.hertz ?? 440}:r=${options.rate ?? 48_000}:d=${options.seconds ?? 3}`);

export const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
export const aac = ['-c:a', 'aac', '-b:a', '96k'];

/** Six channels, each with a tone of its own, named by `layout`. */
export const surround = (layout: '5.1' | '7.1', seconds = 3): string[] => {
  const channels = layout === '5.1' ? 6 : 8;
  const tones = Array.from({ length: channels }, (_, n) => `0.1*sin(2*PI*${220 + 110 * n}*t)`).join('|');
  return lavfi(`aevalsrc=${tones}:c=${layout}:s=48000:d=${seconds}`);
};
