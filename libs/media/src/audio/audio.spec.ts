import { describe, expect, it } from 'vitest';
import { gainFor, loudnessWindows, readLoudness } from './loudness.ts';
import { languageTag, trackNames } from './languages.ts';
import { createWaveform } from './waveform.ts';
import { drawWaveform } from './waveform-picture.ts';

/** Interleaved samples as bytes. */
const bytesOf = (samples: number[]) => new Uint8Array(new Int16Array(samples).buffer);

describe('loudness', () => {
  it('is measured over all of a short sound and in eight places of a long one', () => {
    expect(loudnessWindows(12)).toEqual([{ start: 0, seconds: 40 }]);
    expect(loudnessWindows(null)).toEqual([{ start: 0, seconds: 40 }]);
    const film = loudnessWindows(7200);
    expect(film).toHaveLength(8);
    expect(film[0]).toEqual({ start: 448, seconds: 4 });
    expect(film.at(-1)!.start + 4).toBeLessThan(7200);
  });

  it.each([
    [-16, 0],
    [-28.04, 12],
    [-4.5, -11.5],
    [-45, 20],
    [10, -20],
    [-70, 0],
    [undefined, 0],
  ])('of %s LUFS asks for %s dB', (loudness, gain) => {
    expect(gainFor(loudness)).toBe(gain);
  });

  it('is the last one told', () => {
    const lines = 'frame:0 pts:0\nlavfi.r128.I=-70.000\nframe:1 pts:4800\nlavfi.r128.I=-23.042\n';
    expect(readLoudness(lines)).toBe(-23.042);
    expect(readLoudness('')).toBeUndefined();
    expect(readLoudness('lavfi.r128.I=nan\n')).toBeUndefined();
    // Cut off in the middle of a number.
    expect(readLoudness('lavfi.r128.I=-2')).toBeUndefined();
  });
});

describe('a waveform', () => {
  it('has the least and the greatest sample of both channels', () => {
    const waveform = createWaveform(48_000);
    waveform.add(bytesOf([...Array<number>(126).fill(0), -32768, 12_800]));
    waveform.add(bytesOf([256, -512]));
    expect(waveform.finish()).toEqual({
      version: 2,
      channels: 1,
      sample_rate: 48_000,
      samples_per_pixel: 64,
      bits: 8,
      length: 2,
      data: [-128, 50, -2, 1],
    });
  });

  it('is the same however its bytes were cut', () => {
    const samples = Array.from({ length: 5000 }, (_, i) => Math.round(20_000 * Math.sin(i / 50)));
    const whole = createWaveform(48_000);
    whole.add(bytesOf(samples));
    const pieces = createWaveform(48_000);
    const bytes = bytesOf(samples);
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 31) {
      pieces.add(bytes.subarray(at, at + size));
    }
    expect(pieces.finish()).toEqual(whole.finish());
  });

  it('never has more than 4000 points, and keeps every peak', () => {
    const waveform = createWaveform(48_000);
    const minute = new Uint8Array(60 * 48_000 * 4);
    const click = bytesOf([30_000, -30_000]);
    for (let i = 0; i < 20; i += 1) {
      const part = i === 13 ? Uint8Array.from(minute) : minute;
      if (i === 13) part.set(click, 4 * 1000);
      waveform.add(part);
    }
    const { length, data, samples_per_pixel } = waveform.finish();
    expect(length).toBeGreaterThan(2000);
    expect(length).toBeLessThanOrEqual(4000);
    expect(length).toBe(Math.ceil((20 * 60 * 48_000) / samples_per_pixel));
    expect(data).toHaveLength(2 * length);
    const at = Math.floor((13 * 60 * 48_000 + 1000) / samples_per_pixel);
    expect([data[2 * at], data[2 * at + 1]]).toEqual([-118, 117]);
    expect(data.filter((value) => value !== 0)).toHaveLength(2);
  });

  it('is drawn with a bar where sound is, and as a line where none is', () => {
    const waveform = createWaveform(48_000);
    const half = 64 * 500;
    waveform.add(
      bytesOf(Array.from({ length: 4 * half }, (_, i) => (i < 2 * half ? 0 : 20_000 * (i % 4 < 2 ? 1 : -1)))),
    );
    const size = { width: 200, height: 100 };
    const picture = drawWaveform(waveform.finish(), size);
    expect(picture).toHaveLength(200 * 100 * 3);
    const amber = (from: number, to: number) => {
      let rows = 0;
      for (let y = 0; y < size.height; y += 1) {
        const row = picture.subarray((y * size.width + from) * 3, (y * size.width + to) * 3);
        if (row.includes(245)) rows += 1;
      }
      return rows;
    };
    expect(amber(0, 90)).toBe(2);
    expect(amber(110, 200)).toBe(70);
  });
});

describe('languages', () => {
  it('are named in English, each differently', () => {
    expect(trackNames(['deu', 'en', 'eng', undefined, undefined, 'qqq'])).toEqual([
      'German',
      'English',
      'English 2',
      'Original',
      'Original 2',
      'Original 3',
    ]);
  });

  it('have the shortest code', () => {
    expect(['ger', 'fre', 'en', 'haw', 'not a code'].map(languageTag)).toEqual([
      'de',
      'fr',
      'en',
      'haw',
      undefined,
    ]);
  });
});
