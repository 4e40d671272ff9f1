import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Claim } from './contract.ts';

test('a claim of a task that was planned one version back, by a server of that version, is read', () => {
  const frameRate = { numerator: 30, denominator: 1 };
  const picture = { startTime: 0, interlaced: false, hdr: 'sdr', fullRange: false, matrix: 'bt709' };
  const rung = {
    name: 'v240',
    codec: 'h264',
    width: 426,
    height: 240,
    maxRate: 500_000,
    bufferSize: 1_000_000,
  };
  const spec = {
    kind: 'analyze',
    source: { bucket: 'originals', key: 'k', size: 1 },
    video: { index: 0, frameRate, width: 426, height: 240, ...picture },
    rungs: [rung],
    durationSeconds: 10,
  };
  const lease = { taskId: randomUUID(), leaseToken: randomUUID(), leaseSeconds: 30, attempt: 1 };
  const claim = Claim.parse({ ...lease, videoKey: 'k', prefix: 'k/1', spec });
  expect(claim).toMatchObject({ alone: false, spec: { gopSeconds: null } });
});
