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

/**
 * Takes samples as they come (interleaved stereo, signed 16 bits, little-endian, cut anywhere) and keeps at most 4000
 * points: when they are full, each two become one. So nobody has to know the length before, and twelve hours need
 * no more memory than a second. A point spans both channels, because a mix of them could cancel out.
 */
export function createWaveform(sampleRate: number) {
  const least = new Int8Array(MOST_POINTS);
  const greatest = new Int8Array(MOST_POINTS);
  let samplesPerPoint = FIRST_SAMPLES_PER_POINT;
  let points = 0;
  let frames = 0;
  let low = 0;
  let high = 0;
  let rest = new Uint8Array();

  function halve() {
    points = MOST_POINTS / 2;
    samplesPerPoint *= 2;
    for (let point = 0; point < points; point += 1) {
      least[point] = Math.min(least[2 * point]!, least[2 * point + 1]!);
      greatest[point] = Math.max(greatest[2 * point]!, greatest[2 * point + 1]!);
    }
  }

  function store() {
    least[points] = low >> 8;
    greatest[points] = high >> 8;
    points += 1;
    frames = 0;
    if (points === MOST_POINTS) halve();
  }

  function take(samples: Int16Array) {
    for (let i = 0; i < samples.length; i += 2) {
      const left = samples[i]!;
      const right = samples[i + 1]!;
      if (frames === 0) {
        low = Math.min(left, right);
        high = Math.max(left, right);
      } else {
        if (left < low) low = left;
        else if (left > high) high = left;
        if (right < low) low = right;
        else if (right > high) high = right;
      }
      frames += 1;
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
    finish(): Waveform {
      if (frames > 0) store();
      return {
        version: 2,
        channels: 1,
        sample_rate: sampleRate,
        samples_per_pixel: samplesPerPoint,
        bits: 8,
        length: points,
        data: Array.from({ length: 2 * points }, (_, i) => (i % 2 ? greatest : least)[i >> 1]!),
      };
    },
  };
}
