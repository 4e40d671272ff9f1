import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { echo, startBench, type Bench } from './bench.ts';
import type { EdgeLimits } from './edge.ts';

let bench: Bench;
afterEach(() => bench.close());
/** An edge with this catalog-service behind it. */
const start = async (catalog?: RequestListener, limits?: Partial<EdgeLimits>): Promise<void> => {
  bench = await startBench({ limits });
  if (catalog) bench.edge.setServices({ catalog: await bench.serve(catalog) });
};
const json = async (response: Response) => (await response.json()) as Record<string, Record<string, string>>;

describe('a service that is away', () => {
  it('is a 503 in our error shape for the API and a page for people', async () => {
    await start();
    bench.edge.setServices({ catalog: `http://127.0.0.1:${await freePort()}` });
    for (const path of ['/videos', '/auth/login']) {
      const response = await fetch(bench.url + path);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect(await json(response)).toEqual({
        error: {
          code: 'service_unavailable',
          message: expect.any(String),
          requestId: response.headers.get('x-request-id'),
        },
      });
    }
    const page = await fetch(`${bench.url}/`);
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is found once it is there', async () => {
    await start();
    expect((await bench.get('/videos')).status).toBe(503);
    bench.edge.setServices({ catalog: await bench.serve(echo('catalog')) });
    expect((await bench.get('/videos')).status).toBe(200);
  });

  it('that dies in the middle of an answer ends the answer short', async () => {
    await start((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half', () => res.destroy());
    });
    await expect(fetch(`${bench.url}/videos`).then((response) => response.text())).rejects.toThrow();
  });

  it('that says nothing is given up', async () => {
    await start(() => undefined, { idleMs: 50 });
    expect((await bench.get('/videos')).status).toBe(503);
  });
});

describe('streams', () => {
  it('passes events on as they come and ends the service’s answer when the viewer leaves', async () => {
    const closed = vi.fn();
    let send: (event: string) => void = () => undefined;
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
      res.once('close', closed);
      send = (event) => void res.write(`data: ${event}\n\n`);
    });
    const leaving = new AbortController();
    const response = await fetch(`${bench.url}/videos/notifications`, { signal: leaving.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (const event of ['one', 'two']) {
      send(event);
      expect(await reader.read()).toMatchObject({ value: `data: ${event}\n\n` });
    }
    expect(closed).not.toHaveBeenCalled();
    leaving.abort();
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('refuses a body over the limit, announced or not', async () => {
    await start(echo('catalog'), { maxBodyBytes: 1000 });
    const announced = await fetch(`${bench.url}/videos`, { method: 'POST', body: 'x'.repeat(1001) });
    expect(announced.status).toBe(413);
    expect(await json(announced)).toMatchObject({ error: { code: 'body_too_large' } });
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(600))),
    });
    const chunked = await fetch(`${bench.url}/videos`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    const fits = await fetch(`${bench.url}/videos`, { method: 'POST', body: 'x'.repeat(1000) });
    expect(fits.status).toBe(200);
  });

  it('reads on after an answer that came before the end of the body, for the next request', async () => {
    await start((_req, res) => void res.writeHead(401).end());
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = new URL(bench.url);
    const ask = (method: string, headers = {}) =>
      request({ host: 'localhost', port, path: '/videos', method, headers, agent });
    const status = async (asked: ClientRequest) => {
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return (await once(answer.resume(), 'end'), answer.statusCode);
    };
    const body = 'x'.repeat(2_000_000);
    const early = ask('POST', { 'content-length': body.length + 1 });
    early.write('x');
    expect(await status(early)).toBe(401);
    early.end(body);
    expect(await status(ask('GET').end())).toBe(401);
    agent.destroy();
  });

  it('hangs up on a client that sends its headers too slowly', async () => {
    await start(undefined, { headersMs: 100 });
    const socket = connect(Number(new URL(bench.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => (answer += text));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 408/);
  });
});
