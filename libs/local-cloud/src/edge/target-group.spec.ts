import { Agent, request, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ limits: { healthCheckMs: 20 } });
});
afterEach(() => bench.close());

/** A process of catalog-service that says its name, and is ready or not. */
async function startProcess(name: string, ready = true) {
  const seen: string[] = [];
  const state = { ready };
  const answer: RequestListener = (req, res) => {
    if (req.url === '/readyz') return void res.writeHead(state.ready ? 200 : 503).end();
    seen.push(req.url!);
    res.end(name);
  };
  return { url: await bench.serve(answer), seen, state };
}
const ask = async () => (await bench.get('/videos')).body;
const askTimes = async (count: number) => {
  const answers = [];
  for (let i = 0; i < count; i++) answers.push(await ask());
  return answers;
};
const healthy = (...urls: string[]) =>
  vi.waitFor(() => expect(bench.edge.healthy('catalog').toSorted()).toEqual(urls.toSorted()));

describe('several processes of a service', () => {
  it('get requests in turn', async () => {
    const [one, two] = [await startProcess('one'), await startProcess('two')];
    bench.edge.setServices({ catalog: [one.url, two.url] });
    await healthy(one.url, two.url);
    expect((await askTimes(4)).toSorted()).toEqual(['one', 'one', 'two', 'two']);
  });

  it('get none before they are ready, and none while they drain', async () => {
    const [old, young] = [await startProcess('old'), await startProcess('young', false)];
    bench.edge.setServices({ catalog: old.url });
    bench.edge.setServices({ catalog: [old.url, young.url] });
    expect(await askTimes(3)).toEqual(['old', 'old', 'old']);
    young.state.ready = true;
    await healthy(old.url, young.url);
    old.state.ready = false;
    await healthy(young.url);
    expect(await askTimes(3)).toEqual(['young', 'young', 'young']);
  });

  it('that are gone get none either', async () => {
    const one = await startProcess('one');
    bench.edge.setServices({ catalog: [`http://127.0.0.1:${await freePort()}`, one.url] });
    await healthy(one.url);
    expect(await askTimes(3)).toEqual(['one', 'one', 'one']);
  });

  it('all get requests when none is healthy: better a try than a refusal', async () => {
    const [one, two] = [await startProcess('one', false), await startProcess('two', false)];
    bench.edge.setServices({ catalog: [one.url, two.url] });
    expect((await askTimes(2)).toSorted()).toEqual(['one', 'two']);
  });

  it('that are let go finish what they answer', async () => {
    let finish: (() => void) | undefined;
    const old = await bench.serve((_req, res) => {
      res.write('half ');
      finish = () => void res.end('whole');
    });
    const young = await startProcess('young');
    bench.edge.setServices({ catalog: old });
    const running = fetch(`${bench.url}/videos`).then((response) => response.text());
    await vi.waitFor(() => expect(finish).toBeDefined());
    bench.edge.setServices({ catalog: young.url });
    expect(await ask()).toBe('young');
    finish!();
    expect(await running).toBe('half whole');
  });
});

it('a refused connection is an error, as at a load balancer: only draining keeps requests from it', async () => {
  bench.edge.setServices({ catalog: `http://127.0.0.1:${await freePort()}` });
  expect((await bench.get('/videos')).status).toBe(503);
});

it('keeps its connections to people open longer than they send requests', async () => {
  const one = await startProcess('one');
  bench.edge.setServices({ catalog: one.url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const reused = () =>
    new Promise<boolean>((resolve, reject) => {
      const asked = request(`${bench.url}/videos`, { agent }, (res) => {
        res.resume().on('end', () => resolve(asked.reusedSocket));
      });
      asked.on('error', reject).end();
    });
  expect([await reused(), await reused()]).toEqual([false, true]);
  agent.destroy();
});
