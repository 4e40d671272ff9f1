import { privateCluster, type PrivateCluster } from '@matinee/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newVideo, startHarness, uploadedEvent, type Harness } from '../testing/harness.ts';

const within = { timeout: 20_000, interval: 50 };
let cluster: PrivateCluster;
beforeAll(async () => {
  cluster = await privateCluster();
});
afterAll(() => cluster.stop());
const harnesses: Harness[] = [];
afterEach(async () => {
  for (const harness of harnesses.splice(0)) await harness.stop();
});

async function start(ECS_ENDPOINT: string) {
  const harness = await startHarness({
    WORKER_CLUSTER: cluster.cluster,
    WORKER_SERVICE_SPOT: cluster.spot,
    WORKER_SERVICE_ON_DEMAND: cluster.onDemand,
    WORKERS_MOST: 3,
    ECS_ENDPOINT,
  });
  harnesses.push(harness);
  return harness;
}
const upload = (harness: Harness) =>
  harness.deliver(uploadedEvent({ bucket: harness.config.ORIGINALS_BUCKET, video: newVideo() }));

describe('a server with a fleet', () => {
  it('wakes the first worker when a file arrives, and more when the backlog wants them', async () => {
    const harness = await start(cluster.endpoint);
    expect(cluster.launched(cluster.spot)).toHaveLength(0);
    await upload(harness);
    await vi.waitFor(() => expect(cluster.launched(cluster.spot)).toHaveLength(1), within);
    for (let i = 0; i < 20; i += 1) await upload(harness);
    await vi.waitFor(() => expect(cluster.launched(cluster.spot)).toHaveLength(3), within);
    await harness.sweeper.sweep();
    expect(cluster.launched(cluster.onDemand)).toHaveLength(0);
  });

  it('takes uploads and announces tasks as ever while ECS is away', async () => {
    const harness = await start('http://127.0.0.1:9');
    await upload(harness);
    await harness.sweeper.sweep();
    await harness.relay.drain();
    expect(await harness.messages('fast')).toHaveLength(1);
  });
});
