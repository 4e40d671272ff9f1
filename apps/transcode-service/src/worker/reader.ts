import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { ByteSource } from './byte-source.ts';

/** A source that ffmpeg can open, until `close`. */
export interface ServedSource {
  /** `http://127.0.0.1:…/…`, with an unguessable path. */
  url: string;
  /** The first error that cut an answer short. ffmpeg takes it for the end of the file, so ask before believing it. */
  failure(): unknown;
  /** Bytes handed out so far: a sign of life. */
  served(): number;
  close(): void;
}

/**
 * A byte-range server on the loopback interface, so that ffmpeg seeks in an object without a copy of it and without
 * a way out of the machine. Range requests as RFC 9110 section 14 has them, the single-range form only.
 * `socket` listens already, in a network of its own that tools share; without it they share ours.
 */
export async function createReader(socket?: Server) {
  const sources = new Map<string, { source: ByteSource; served: number; failure: unknown }>();

  const server = createServer((request, response) => void answer(request, response));
  if (socket) server.listen(socket);
  else server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const entry = sources.get(request.url ?? '');
    if (!entry || request.method !== 'GET') return void response.writeHead(404).end();
    const { source } = entry;
    const range = parseRange(request.headers.range, source.size);
    if (!range) {
      return void response.writeHead(416, { 'content-range': `bytes */${source.size}` }).end();
    }
    response.writeHead(request.headers.range ? 206 : 200, {
      'accept-ranges': 'bytes',
      // ffmpeg opens a new connection for every seek anyway.
      connection: 'close',
      'content-length': range.end - range.start,
      'content-type': 'application/octet-stream',
      ...(request.headers.range && {
        'content-range': `bytes ${range.start}-${range.end - 1}/${source.size}`,
      }),
    });
    try {
      for (let offset = range.start; offset < range.end && !response.destroyed;) {
        const bytes = (await source.read(offset)).subarray(0, range.end - offset);
        offset += bytes.byteLength;
        entry.served += bytes.byteLength;
        if (!response.write(bytes)) await writable(response);
      }
      response.end();
    } catch (error) {
      entry.failure ??= error;
      response.destroy();
    }
  }

  return {
    serve(source: ByteSource): ServedSource {
      const path = `/${randomUUID()}`;
      const entry = { source, served: 0, failure: undefined as unknown };
      sources.set(path, entry);
      return {
        url: `http://127.0.0.1:${port}${path}`,
        failure: () => entry.failure,
        served: () => entry.served,
        close: () => void sources.delete(path),
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Reader = Awaited<ReturnType<typeof createReader>>;

/** Resolves when more can be written or the client has gone: ffmpeg closes the connection at every seek. */
async function writable(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('drain', resolve).once('close', resolve);
  await promise;
  response.off('drain', resolve).off('close', resolve);
}

/** `end` is exclusive. Undefined when the range cannot be satisfied. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  if (header === undefined) return { start: 0, end: size };
  const match = /^bytes=(\d+)-(\d*)$/.exec(header);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = match[2] ? Math.min(size, Number(match[2]) + 1) : size;
  return start < end ? { start, end } : undefined;
}
