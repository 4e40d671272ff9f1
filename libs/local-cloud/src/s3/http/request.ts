import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Verified } from '../auth/verify.ts';
import type { OperationName } from './operation.ts';

/** A verified request as operations see it. */
export type S3Request = {
  operation: OperationName;
  requestId: string;
  bucket: string;
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  auth: Verified;
  sourceIp: string;
  /**
   * An `x-amz-…` header; presigned URLs may carry it as a query parameter instead
   * ("Authenticating requests: using query parameters", S3 API reference).
   */
  amz(name: string): string | undefined;
  body: RequestBody;
};

export type RequestBody = {
  stream: IncomingMessage;
  /** Sends `100 Continue` if the client waits for it; called only when every check has passed. */
  accept(): void;
};

/** Bytes of blobs, in order; `from` is inclusive and `to` exclusive within the blob. */
export type Slice = { blob: string; from: number; to: number };

export type S3Response = {
  status: number;
  headers?: Record<string, string | number>;
  /** XML text, or the bytes of an object; `release` must be called once the bytes are sent or given up. */
  body?: string | { slices: Slice[]; release: () => void };
};

export const xmlResponse = (body: string): S3Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body,
});

/** Header or hoisted query parameter, by lower-case name. */
export function amzLookup(headers: IncomingHttpHeaders, query: URLSearchParams) {
  const hoisted = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return (name: string): string | undefined => {
    const header = headers[name];
    return (Array.isArray(header) ? header.join(',') : header) ?? hoisted.get(name);
  };
}

/** An integer query parameter. Undefined when absent; NaN when it is not a plain number. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}
