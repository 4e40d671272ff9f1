/** Peaks of a sound in the form of audiowaveform's JSON, version 2 (its doc/DataFormat.md). */
export interface Waveform {
  version: 2;
  channels: 1;
  /** Hz. */
  sample_rate: number;
  samples_per_pixel: number;
  bits: 8;
  /** Points. */
  length: number;
  /** Least and greatest sample of each point in turns, -128 to 127. */
  data: number[];
}

/** More than any screen has columns, and 30 kB of JSON. */
const MOST_POINTS = 4000;
const FIRST_SAMPLES_PER_POINT = 64;
/** Two channels of 16 bits. */
const FRAME_BYTES = 4;
const LEAST = -32_768;
const GREATEST = 32_767;

/**
 * Takes samples as they come (interleaved stereo, signed 16 bits, little-endian, cut anywhere) and keeps at most 4000
 * points: when they are full, each two become one. So nobody has to know the length before, and twelve hours need
 * no more memory than a second. A point spans both channels, because a mix of them could cancel out.
 */
export function createWaveform(sampleRate: number) {
  const lows = new Int8Array(MOST_POINTS);
  const highs = new Int8Array(MOST_POINTS);
  let samplesPerPoint = FIRST_SAMPLES_PER_POINT;
  let points = 0;
  let frames = 0;
  let taken = 0;
  let low = GREATEST;
  let high = LEAST;
  let rest = new Uint8Array();

  function halve() {
    points = MOST_POINTS / 2;
    samplesPerPoint *= 2;
    for (let point = 0; point < points; point += 1) {
      lows[point] = Math.min(lows[2 * point]!, lows[2 * point + 1]!);
      highs[point] = Math.max(highs[2 * point]!, highs[2 * point + 1]!);
    }
  }

  function store() {
    lows[points] = low >> 8;
    highs[points] = high >> 8;
    points += 1;
    frames = 0;
    low = GREATEST;
    high = LEAST;
    if (points === MOST_POINTS) halve();
  }

  function take(samples: Int16Array) {
    taken += samples.length / 2;
    for (let from = 0; from < samples.length;) {
      const to = Math.min(samples.length, from + 2 * (samplesPerPoint - frames));
      frames += (to - from) / 2;
      // Local copies: this loop sees every sample of the sound.
      let least = low;
      let greatest = high;
      for (; from < to; from += 1) {
        const sample = samples[from]!;
        if (sample < least) least = sample;
        if (sample > greatest) greatest = sample;
      }
      low = least;
      high = greatest;
      if (frames === samplesPerPoint) store();
    }
  }

  return {
    add(bytes: Uint8Array) {
      let all = bytes;
      if (rest.byteLength > 0) {
        all = new Uint8Array(rest.byteLength + bytes.byteLength);
        all.set(rest);
        all.set(bytes, rest.byteLength);
      }
      const whole = all.byteLength - (all.byteLength % FRAME_BYTES);
      rest = all.slice(whole);
      // A typed array needs its samples at even addresses.
      const aligned = all.byteOffset % 2 === 0 ? all : all.slice(0, whole);
      take(new Int16Array(aligned.buffer, aligned.byteOffset, whole / 2));
    },
    /** Length of all that was taken. */
    seconds: () => taken / sampleRate,
    finish(): Waveform {
      if (frames > 0) store();
      return {
        version: 2,
        channels: 1,
        sample_rate: sampleRate,
        samples_per_pixel: samplesPerPoint,
        bits: 8,
        length: points,
        data: Array.from({ length: 2 * points }, (_, i) => (i % 2 ? highs : lows)[i >> 1]!),
      };
    },
  };
}
