import { generateKeyPairSync } from 'node:crypto';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEdge, type Edge, type EdgeLimits, type ServiceAddresses } from './edge.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const origin = 'http://localhost:8080';
const videoKey = 'a'.repeat(24);

const servers: Server[] = [];
let edge: Edge;
let base: string;

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
/** A service that tells what it was asked. */
const echo = (name: string): RequestListener =>
  async function answer(req, res) {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ name, method: req.method, url: req.url, headers: req.headers, body }));
  };

let store: RequestListener;
const seenByStore: IncomingMessage[] = [];

const start = async (services: ServiceAddresses, limits: Partial<EdgeLimits> = {}): Promise<void> => {
  const s3 = await serve((req, res) => {
    seenByStore.push(req);
    store(req, res);
  });
  edge = createEdge({
    services,
    limits,
    publicOrigin: origin,
    trustedKeys: new Map([['KTEST', keys.publicKey]]),
    presign: (key) => `${s3}/matinee-media/${key}?X-Amz-Signature=secret`,
    mail: (_req, res) => res.end('the mails'),
  });
  base = (await edge.listen(0)).url;
};
const cookies = (): string => {
  const Condition = { DateLessThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + 600 } };
  const policy = JSON.stringify({ Statement: [{ Resource: `${origin}/media/${videoKey}/*`, Condition }] });
  const signed = getSignedCookies({ policy, keyPairId: 'KTEST', privateKey: keys.privateKey });
  return Object.entries(signed)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
};
const json = async (response: Response) => (await response.json()) as Record<string, Record<string, string>>;
/** As sent: fetch would resolve dot segments and set the host itself. */
const raw = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(base);
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response
        .on('data', (chunk) => (body += chunk))
        .on('end', () => resolve({ status: response.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });

beforeEach(() => {
  store = (_req, res) => res.writeHead(404).end();
});
afterEach(async () => {
  await edge.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  seenByStore.length = 0;
});

describe('routing', () => {
  beforeEach(async () => {
    const names = ['auth', 'upload', 'catalog', 'transcode', 'web'] as const;
    await start(
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await serve(echo(name))]))),
    );
  });

  it.each([
    ['/auth/login', 'auth'],
    ['/videos/upload', 'upload'],
    ['/videos/upload/parts', 'upload'],
    ['/videos', 'catalog'],
    ['/videos/uploaded', 'catalog'],
    ['/users/me?x=1', 'catalog'],
    ['/transcodes/abc', 'transcode'],
    ['/', 'web'],
    ['/watch/abc', 'web'],
    ['/videosomething', 'web'],
    ['/videos/../auth/login', 'auth'],
    ['/videos/%2e%2E/auth/login', 'auth'],
    ['//auth/login', 'web'],
  ])('sends %s to %s', async (path, name) => {
    expect(JSON.parse((await raw(path)).body)).toMatchObject({ name });
  });

  it('passes method, query, headers and body, and tells the service who asked', async () => {
    const response = await fetch(`${base}/videos/metadata?a=1&a=2`, {
      method: 'POST',
      body: '{"displayName":"Ünïcode"}',
      headers: { 'content-type': 'application/json', cookie: 'session=1', authorization: 'Bearer x' },
    });
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await json(response)).toMatchObject({
      method: 'POST',
      url: '/videos/metadata?a=1&a=2',
      body: '{"displayName":"Ünïcode"}',
      headers: {
        cookie: 'session=1',
        authorization: 'Bearer x',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': new URL(base).host,
        'x-request-id': requestId,
      },
    });
  });

  it('does not pass on what only the edge may say', async () => {
    const forged = {
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-user': 'root',
      forwarded: 'for=1.2.3.4',
      'x-real-ip': '1.2.3.4',
      'x-request-id': 'mine',
      'x-amzn-oidc-identity': 'root',
    };
    const { headers } = await json(await fetch(`${base}/users/me`, { headers: forged }));
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1' });
    expect(Object.values(headers ?? {})).not.toContain('mine');
    for (const name of ['x-forwarded-user', 'forwarded', 'x-real-ip', 'x-amzn-oidc-identity'])
      expect(headers).not.toHaveProperty(name);
  });

  it('never routes /internal', async () => {
    for (const path of [
      '/internal',
      '/internal/videos',
      '/videos/../internal/x',
      '/videos/%2e%2e/internal/x',
    ]) {
      const { status, body } = await raw(path);
      expect([status, JSON.parse(body).error.code]).toEqual([404, 'not_found']);
    }
  });

  it('answers for its own names only', async () => {
    expect((await raw('/', { host: 'localhost:8080' })).status).toBe(200);
    expect((await raw('/__local/mail', { host: 'evil.example:8080' })).status).toBe(403);
    expect((await raw('/', { host: 'localhost.evil.example' })).status).toBe(403);
  });

  it('serves the caught mails and its own health', async () => {
    expect((await raw('/__local/mail?to=a')).body).toBe('the mails');
    expect((await raw('/__local/health')).body).toBe('{"ok":true}');
    expect((await raw('/__local/other')).status).toBe(404);
  });

  it('refuses a URL and headers beyond the limits of CloudFront', async () => {
    expect((await raw(`/${'x'.repeat(8_192)}`)).status).toBe(400);
    expect((await raw('/', { cookie: 'x'.repeat(25_000) })).status).toBe(431);
  });
});

describe('a service that is away', () => {
  it('is a 503 in our error shape for the API and a page for people', async () => {
    const gone = await serve(() => undefined);
    servers.pop()?.close();
    await start({ catalog: gone });
    for (const path of ['/videos', '/auth/login']) {
      const response = await fetch(base + path);
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
    const page = await fetch(`${base}/`);
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is found once it is there', async () => {
    await start({});
    expect((await raw('/videos')).status).toBe(503);
    edge.setServices({ catalog: await serve(echo('catalog')) });
    expect((await raw('/videos')).status).toBe(200);
  });

  it('that dies in the middle of an answer ends the answer short', async () => {
    const dying = await serve((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half', () => res.destroy());
    });
    await start({ catalog: dying });
    await expect(fetch(`${base}/videos`).then((response) => response.text())).rejects.toThrow();
  });

  it('that says nothing is given up', async () => {
    await start({ catalog: await serve(() => undefined) }, { idleMs: 50 });
    expect((await raw('/videos')).status).toBe(503);
  });
});

describe('streams', () => {
  it('passes events on as they come and ends the service’s answer when the viewer leaves', async () => {
    const closed = vi.fn();
    let send: (event: string) => void = () => undefined;
    const events = await serve((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
      res.once('close', closed);
      send = (event) => void res.write(`data: ${event}\n\n`);
    });
    await start({ catalog: events });
    const leaving = new AbortController();
    const response = await fetch(`${base}/videos/notifications`, { signal: leaving.signal });
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
    await start({ catalog: await serve(echo('catalog')) }, { maxBodyBytes: 1000 });
    const announced = await fetch(`${base}/videos`, { method: 'POST', body: 'x'.repeat(1001) });
    expect(announced.status).toBe(413);
    expect(await json(announced)).toMatchObject({ error: { code: 'body_too_large' } });
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(600))),
    });
    const chunked = await fetch(`${base}/videos`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(chunked.status).toBe(413);
    const fits = await fetch(`${base}/videos`, { method: 'POST', body: 'x'.repeat(1000) });
    expect(fits.status).toBe(200);
  });

  it('hangs up on a client that sends its headers too slowly', async () => {
    await start({}, { headersMs: 100 });
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => (answer += text));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 408/);
  });
});

describe('media', () => {
  const path = `/media/${videoKey}/hls/seg 1.m4s`;

  beforeEach(async () => {
    await start({});
    store = (_req, res) => {
      res.writeHead(206, {
        'content-type': 'video/mp4',
        'content-length': '4',
        'content-range': 'bytes 0-3/10',
        'cache-control': 'public, max-age=31536000, immutable',
        etag: '"abc"',
        'x-amz-request-id': 'R',
        'x-amz-meta-owner': 'someone',
        'set-cookie': 'a=b',
      });
      res.end('data');
    };
  });

  it('passes the range to S3 and the object back, without what belongs to S3', async () => {
    const response = await fetch(base + path, {
      headers: { cookie: cookies(), range: 'bytes=0-3', authorization: 'Bearer token' },
    });
    expect([response.status, await response.text()]).toEqual([206, 'data']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 0-3/10',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: '"abc"',
    });
    expect([...response.headers.keys()].filter((name) => /^x-amz|set-cookie/.test(name))).toEqual([]);
    const [asked] = seenByStore;
    expect(asked?.method).toBe('GET');
    expect(asked?.headers.range).toBe('bytes=0-3');
    expect(asked?.headers).not.toHaveProperty('cookie');
    expect(asked?.headers).not.toHaveProperty('authorization');
  });

  it('answers HEAD with the headers of the object', async () => {
    const response = await fetch(base + path, { method: 'HEAD', headers: { cookie: cookies() } });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([
      206,
      '"abc"',
      '',
    ]);
  });

  it('asks S3 for nothing without a grant', async () => {
    const response = await fetch(base + path);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingKey</Code>');
    const elsewhere = `/media/${videoKey}/../${'b'.repeat(24)}/hls/master.m3u8`;
    expect((await raw(elsewhere, { cookie: cookies() })).status).toBe(403);
    expect((await raw(elsewhere.replace('..', '%2e%2e'), { cookie: cookies() })).status).toBe(403);
    expect((await raw(elsewhere.replace('/../', '/..%2f'), { cookie: cookies() })).status).toBe(403);
    expect(seenByStore).toEqual([]);
  });

  it('does not tell a missing object from a forbidden one', async () => {
    store = (_req, res) =>
      res.writeHead(404).end('<Error><Code>NoSuchKey</Code><BucketName>x</BucketName></Error>');
    const response = await fetch(base + path, { headers: { cookie: cookies() } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('NoSuchKey');
  });

  it('passes 304 and 416 on', async () => {
    store = (_req, res) => res.writeHead(304, { etag: '"abc"' }).end();
    expect(
      (await fetch(base + path, { headers: { cookie: cookies(), 'if-none-match': '"abc"' } })).status,
    ).toBe(304);
    store = (_req, res) => res.writeHead(416, { 'content-range': 'bytes */10' }).end();
    const beyond = await fetch(base + path, { headers: { cookie: cookies(), range: 'bytes=99-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('is read only', async () => {
    const response = await fetch(base + path, { method: 'PUT', body: 'x', headers: { cookie: cookies() } });
    expect(response.status).toBe(405);
  });

  it('stops reading from S3 when the viewer leaves', async () => {
    const closed = vi.fn();
    store = (_req, res) => {
      res.writeHead(200, { 'content-length': '1000000' }).write('start');
      res.once('close', closed);
    };
    const leaving = new AbortController();
    await fetch(base + path, { headers: { cookie: cookies() }, signal: leaving.signal });
    leaving.abort();
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });
});
