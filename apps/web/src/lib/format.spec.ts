// @vitest-environment node
import { expect, test } from 'vitest';
import { bytes, clock, roughly, spokenDuration } from './format.ts';

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [65, '1:05'],
  [3723, '1:02:03'],
])('%d seconds on the clock are %s', (seconds, text) => expect(clock(seconds)).toBe(text));

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [62, '1 minute 2 seconds'],
  [3600, '1 hour'],
  [3723, '1 hour 2 minutes'],
])('%d seconds spoken are %s', (seconds, text) => expect(spokenDuration(seconds)).toBe(text));

test.each([
  [3, 'a few seconds'],
  [41, '50 s'],
  [61, '2 min'],
  [3600, '1 h'],
  [4800, '1 h 20 min'],
])('%d seconds left are said as %s', (seconds, text) => expect(roughly(seconds)).toBe(text));

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [64 * 1024 ** 2, '64 MiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
])('%d bytes are %s', (n, text) => expect(bytes(n)).toBe(text));
