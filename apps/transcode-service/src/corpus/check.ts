import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from './canaries.ts';
import { decode, likeness, look, meanLuma } from './look.ts';
import type { Ready } from './row.ts';
import type { Ending } from './stage.ts';
import { lengthOf, walk, type Fetch, type Walked } from './walk.ts';

/** Seconds that a length may be off, as the output check of design has it. */
const slack = (seconds: number) => Math.max(0.5, seconds * 0.02);
const BLACK = 20;

/**
 * Everything that is wrong with a finished video, in words; nothing is believed that can be looked at.
 * `source` is the path of the file that was uploaded. Without `expect` only what must hold for any video is checked.
 */
export async function complaints(
  ending: Ending,
  source: string,
  fetch: Fetch,
  expect: Ready | undefined,
): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'corpus-check-'));
  const wrong: string[] = [];
  const claim = (truth: boolean, text: string) => void (truth || wrong.push(text));
  const keep = async (name: string, bytes: Uint8Array) => {
    claim(!Buffer.from(bytes).includes(SECRET), `${name} holds the canary`);
    await writeFile(join(directory, name), bytes);
    return join(directory, name);
  };
  try {
    const { rungs, sounds } = await walk(ending.masterKey!, fetch);
    const audioOnly = rungs.some((rung) => rung.name.startsWith('audio'));
    const length = lengthOf(rungs[0] ?? sounds[0]!);
    claim(
      Math.abs((ending.durationSeconds ?? 0) - length) <= slack(length),
      `says ${ending.durationSeconds} s, has ${length} s`,
    );
    if (expect)
      claim(
        Math.abs(length - expect.seconds) <= slack(expect.seconds),
        `${length.toFixed(2)} s instead of ${expect.seconds}`,
      );
    if (expect)
      claim(audioOnly === (expect.medium === 'audio'), audioOnly ? 'has no picture' : 'has a picture');
    if (expect)
      claim(
        ending.warnings.join() === expect.warnings.join(),
        `warns of ${ending.warnings.join() || 'nothing'}, not of ${expect.warnings.join() || 'nothing'}`,
      );
    const pictures = audioOnly ? [] : rungs;
    for (const rung of pictures) {
      const path = await keep(`${rung.name}.mp4`, rung.bytes);
      await checkRung(rung, path, claim);
      claim(sameCuts(rung, pictures[0]!), `${rung.name} is cut elsewhere than ${pictures[0]!.name}`);
    }
    const top = pictures.toSorted((a, b) => a.bytes.length - b.bytes.length).at(-1);
    if (top && expect?.size) await checkTop(top, join(directory, `${top.name}.mp4`), source, expect, claim);
    const heard = audioOnly ? rungs : sounds;
    if (expect) claim(heard.length > 0 === expect.sound, expect.sound ? 'has no sound' : 'has sound');
    for (const sound of heard)
      await checkSound(sound, await keep(`${sound.name}.mp4`, sound.bytes), length, claim);
    claim(ending.posterKey !== null || expect?.poster === false, 'has no poster');
    if (ending.posterKey) {
      const luma = await meanLuma(await keep('poster.jpg', await fetch(ending.posterKey)));
      if (expect?.poster) claim(luma > BLACK, `the poster is black: ${luma}`);
    }
    if (ending.mp4Key) {
      const whole = await look(await keep('whole.mp4', await fetch(ending.mp4Key)));
      claim(Math.abs(whole.seconds - length) <= slack(length), `the MP4 has ${whole.seconds} s`);
      claim(!/title|script/i.test(whole.tags), `the MP4 has words of the source: ${whole.tags}`);
    }
  } catch (error) {
    wrong.push(String(error));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return wrong;
}

type Claim = (truth: boolean, text: string) => void;

async function checkRung(rung: Walked, path: string, claim: Claim): Promise<void> {
  const { streams } = await look(path);
  const [video] = streams;
  const says = (text: string) => `${rung.name}: ${text}`;
  claim(streams.length === 1 && video?.codec_type === 'video', says('is not one picture'));
  if (!video) return;
  claim(['h264', 'av1'].includes(video.codec_name), says(video.codec_name));
  claim(
    ['1:1', undefined].includes(video.sample_aspect_ratio),
    says(`pixels of ${video.sample_aspect_ratio}`),
  );
  claim(video.pix_fmt === 'yuv420p', says(`${video.pix_fmt}`));
  const colour = [video.color_range, video.color_space, video.color_transfer, video.color_primaries].join(
    ' ',
  );
  claim(colour === 'tv bt709 bt709 bt709', says(`colour ${colour}`));
  claim(!video.side_data_list?.some(({ rotation }) => rotation), says('is turned by the player'));
  claim(
    rung.attributes.includes(`RESOLUTION=${video.width}x${video.height}`),
    says(`is ${video.width}x${video.height}, master: ${rung.attributes}`),
  );
  claim(
    rung.segments.every(({ seconds }) => rung.target >= Math.round(seconds)),
    says('target duration is too small'),
  );
  const trouble = await decode(path);
  claim(trouble === '', says(`does not decode: ${trouble}`));
}

async function checkTop(
  rung: Walked,
  path: string,
  source: string,
  expect: Ready,
  claim: Claim,
): Promise<void> {
  const { streams } = await look(path);
  const { width = 0, height = 0, nb_read_packets } = streams[0]!;
  claim(
    `${width}x${height}` === expect.size!.join('x'),
    `top rung ${width}x${height} instead of ${expect.size!.join('x')}`,
  );
  const frames = Number(nb_read_packets);
  const rate = frames / lengthOf(rung);
  claim(
    Math.abs(rate / expect.frameRate! - 1) < 0.002,
    `${rate.toFixed(3)} frames per second instead of ${expect.frameRate}`,
  );
  const said = Number(/FRAME-RATE=([\d.]+)/.exec(rung.attributes)?.[1]);
  claim(Math.abs(said - expect.frameRate!) < 0.01, `the master says ${said} frames per second`);
  if (!expect.likeness) return;
  const { filters, decibels } = expect.likeness;
  const like = await likeness(
    { path, frames, size: [width, height], rate: expect.frameRate! },
    { path: source, filters },
  );
  claim(like >= decibels, `the picture is ${like.toFixed(1)} dB like the source, not ${decibels}`);
}

async function checkSound(sound: Walked, path: string, length: number, claim: Claim): Promise<void> {
  const { streams, seconds } = await look(path);
  const [audio] = streams;
  const is = `${audio?.codec_name} ${audio?.profile} ${audio?.channels} ${audio?.sample_rate}`;
  claim(is === 'aac LC 2 48000', `${sound.name}: ${is}`);
  claim(
    Math.abs(seconds - length) <= slack(length),
    `${sound.name}: ${seconds} s beside ${length.toFixed(2)} s`,
  );
}

const sameCuts = (a: Walked, b: Walked): boolean =>
  a.segments.length === b.segments.length &&
  a.segments.every(({ seconds }, position) => Math.abs(seconds - b.segments[position]!.seconds) < 1e-6);
