import { generateKeyPairSync } from 'node:crypto';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { createEdge, type EdgeLimits, type ServiceAddresses } from './edge.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const origin = 'http://localhost:8080';

export type Bench = Awaited<ReturnType<typeof startBench>>;
export type BenchOptions = {
  services?: ServiceAddresses;
  limits?: Partial<EdgeLimits>;
  store?: RequestListener;
};

/** An edge with servers of a spec behind it. */
export async function startBench({ services, limits, store = notFound }: BenchOptions = {}) {
  const servers: Server[] = [];
  const asked: IncomingMessage[] = [];
  let answerOfStore = store;
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const s3 = await serve((req, res) => {
    asked.push(req);
    answerOfStore(req, res);
  });
  const edge = createEdge({
    services,
    limits,
    publicOrigin: origin,
    trustedKeys: new Map([['KTEST', keys.publicKey]]),
    presign: (key) => `${s3}/matinee-media/${key}?X-Amz-Signature=secret`,
    mail: (_req, res) => res.end('the mails'),
  });
  const { url } = await edge.listen(0);
  return {
    edge,
    url,
    serve,
    /** What the edge asked of S3. */
    askedOfStore: asked,
    setStore: (listener: RequestListener) => void (answerOfStore = listener),
    get: (path: string, headers?: Record<string, string>) => rawGet(url, path, headers),
    async close(): Promise<void> {
      await edge.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

const notFound: RequestListener = (_req, res) => void res.writeHead(404).end();

/** A service that tells what it was asked. */
export const echo = (name: string): RequestListener =>
  async function answer(req, res) {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ name, method: req.method, url: req.url, headers: req.headers, body }));
  };

/** The cookies of a grant for everything below a video, for ten minutes. */
export function cookiesFor(videoKey: string): string {
  const Condition = { DateLessThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + 600 } };
  const policy = JSON.stringify({ Statement: [{ Resource: `${origin}/media/${videoKey}/*`, Condition }] });
  const signed = getSignedCookies({ policy, keyPairId: 'KTEST', privateKey: keys.privateKey });
  return Object.entries(signed)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

/** A path as it stands: fetch would resolve dot segments and set the host itself. */
const rawGet = (url: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port: new URL(url).port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
