import { privateCluster, type PrivateCluster } from '@matinee/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEcsFleet } from './ecs-fleet.ts';
import type { Fleet } from './fleet.ts';

const never = new AbortController().signal;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
let cluster: PrivateCluster;
let fleet: Fleet;

const fleetOf = (names: Partial<Record<'cluster' | 'spot' | 'onDemand', string>> = {}) =>
  createEcsFleet(
    { cluster: cluster.cluster, spot: cluster.spot, onDemand: cluster.onDemand, most: 10, ...names },
    { region: 'us-east-1', endpoint: cluster.endpoint, credentials },
  );
beforeEach(async () => {
  cluster = await privateCluster({ capacity: 2 });
  fleet = fleetOf();
});
afterEach(async () => {
  fleet.close();
  await cluster.stop();
});

describe('the fleet on ECS', () => {
  it('tells what both services are asked for and have', async () => {
    await fleet.raise('spot', 3, never);
    await vi.waitFor(async () =>
      expect(await fleet.describe(never)).toEqual({
        spot: { desired: 3, running: 2 },
        onDemand: { desired: 0, running: 0 },
      }),
    );
    await fleet.raise('onDemand', 1, never);
    cluster.free();
    await vi.waitFor(async () =>
      expect(await fleet.describe(never)).toEqual({
        spot: { desired: 3, running: 3 },
        onDemand: { desired: 1, running: 1 },
      }),
    );
  });

  it('may say the same number again', async () => {
    for (let i = 0; i < 3; i += 1) await fleet.raise('spot', 2, never);
    await vi.waitFor(() => expect(cluster.launched(cluster.spot)).toHaveLength(2));
    expect((await fleet.describe(never)).spot).toEqual({ desired: 2, running: 2 });
  });

  it('says which service is missing or gone', async () => {
    const wrong = fleetOf({ onDemand: 'nobody' });
    await expect(wrong.describe(never)).rejects.toThrow('The ECS service nobody is missing.');
    wrong.close();
    cluster.retireService(cluster.spot);
    await expect(fleet.describe(never)).rejects.toThrow('The ECS service matinee-worker is INACTIVE.');
    await expect(fleet.raise('spot', 1, never)).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });

  it('does not wait for an ECS that never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const limits: number[] = [];
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      limits.push(ms);
      return timeout(50);
    });
    const names = { cluster: 'one', spot: 'spot', onDemand: 'on-demand', most: 1 };
    const stalled = createEcsFleet(names, { region: 'us-east-1', endpoint, credentials });
    await expect(stalled.describe(never)).rejects.toMatchObject({ name: 'AbortError' });
    await expect(stalled.raise('spot', 1, never)).rejects.toMatchObject({ name: 'AbortError' });
    expect(limits).toEqual([10_000, 10_000]);
    vi.restoreAllMocks();
    stalled.close();
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('is cut off by the signal', async () => {
    await expect(fleet.describe(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
