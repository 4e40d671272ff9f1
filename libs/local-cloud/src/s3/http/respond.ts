import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { S3Error } from '../errors.ts';
import type { Slice, S3Response } from './request.ts';
import { element } from './xml.ts';

/** Bytes per read of a blob. */
const READ_BYTES = 512 << 10;

const clientGone = (): Error => new Error('the client is gone');

/** Resolves when the response takes more; rejects when the client goes away. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      if (response.destroyed) reject(clientGone());
      else resolve();
    };
    response.on('drain', settle).on('close', settle);
  });

async function sendSlice(handle: FileHandle, { from, to }: Slice, response: ServerResponse): Promise<void> {
  const stream = handle.createReadStream({ start: from, end: to - 1, highWaterMark: READ_BYTES });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // A response that is closed already never says so again.
    if (response.destroyed) throw clientGone();
    if (!response.write(chunk)) await drained(response);
  }
}

/** Sends the bytes of an object. The first blob is opened before the status line, so a lost file is a 500. */
async function sendSlices(
  slices: Slice[],
  pathOf: (blob: string) => string,
  response: ServerResponse,
  writeHead: () => void,
): Promise<void> {
  const [first, ...rest] = slices;
  const opened = first && (await open(pathOf(first.blob)));
  writeHead();
  if (first && opened) await sendSlice(opened, first, response);
  for (const slice of rest) await sendSlice(await open(pathOf(slice.blob)), slice, response);
  response.end();
}

/** Writes a response; resolves when its bytes are handed over or the client is gone. */
export async function sendResponse(
  { status, headers = {}, body }: S3Response,
  response: ServerResponse,
  pathOf: (blob: string) => string,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const writeHead = (): void => void response.writeHead(status);
  if (typeof body === 'object') {
    try {
      await sendSlices(body.slices, pathOf, response, writeHead);
    } finally {
      body.release();
    }
    return;
  }
  if (body !== undefined) response.setHeader('content-length', Buffer.byteLength(body));
  else if (status !== 204 && status !== 304 && headers['content-length'] === undefined)
    response.setHeader('content-length', 0);
  writeHead();
  response.end(body);
}

/** The `<Error>` document; a planned fault may put it behind another status. */
export const errorResponse = (
  error: S3Error,
  {
    requestId,
    resource,
    head,
    status,
  }: { requestId: string; resource: string; head: boolean; status?: number },
): S3Response => ({
  status: status ?? error.status,
  headers: { ...error.headers, ...(head ? {} : { 'content-type': 'application/xml' }) },
  body: head
    ? undefined
    : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${element('Code', error.code)}` +
      `${element('Message', error.message)}${element('Resource', resource)}` +
      `${element('RequestId', requestId)}${element('HostId', 'local')}</Error>`,
});
