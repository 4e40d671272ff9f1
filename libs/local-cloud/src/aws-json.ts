import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the services with JSON APIs have in common on the wire (AWS JSON 1.1 and REST JSON). */
export type Input = Record<string, unknown>;

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The body as an object; an empty one is `{}`.
 * @param most bytes
 * @param refuse makes the service's own error, which is thrown for anything else
 */
export async function readJson(
  request: IncomingMessage,
  most: number,
  refuse: (type: string, message: string) => Error,
): Promise<Input> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end but not kept: hanging up in the middle would cost the caller the answer.
    if (size <= most) chunks.push(chunk);
  }
  if (size > most) throw refuse('SerializationException', 'Request body is too large');
  try {
    const input: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (isObject(input)) return input;
  } catch {
    // Falls through: not JSON and not an object are the same refusal.
  }
  throw refuse('SerializationException', 'Start of structure expected');
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: object,
  {
    errorType,
    contentType = 'application/x-amz-json-1.1',
  }: { errorType?: string; contentType?: string } = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'x-amzn-requestid': randomUUID(),
    ...(errorType && { 'x-amzn-errortype': errorType }),
  });
  response.end(JSON.stringify(body));
}

/** Presence only: who may call is checked by IAM on AWS, but an unsigned call must not pass here either. */
export const isSigned = ({ headers }: IncomingMessage): boolean =>
  headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=') === true;
