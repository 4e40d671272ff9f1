import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { S3Error } from '../errors.ts';
import type { Slice, S3Response } from './request.ts';
import { element } from './xml.ts';

/** Bytes per read of a blob. */
const READ_BYTES = 512 << 10;

async function sendSlice(handle: FileHandle, { from, to }: Slice, response: ServerResponse): Promise<void> {
  const stream = handle.createReadStream({ start: from, end: to - 1, highWaterMark: READ_BYTES });
  await pipeline(stream, response, { end: false });
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
