import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Mail } from './mail.ts';
import { createMailHandler } from './mail-handler.ts';
import { parseSendEmail, SesError } from './send-email.ts';
import { createMailStore } from './store.ts';

// Simple content is text; SES takes 10 MB with attachments, which nothing here sends.
const MAX_BODY_BYTES = 1_048_576;

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end but not kept: hanging up in the middle would cost the caller the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new SesError(400, 'BadRequestException', 'Request body is too large');
  try {
    return Object(JSON.parse(Buffer.concat(chunks).toString()));
  } catch {
    throw new SesError(400, 'SerializationException', 'The request body is not JSON');
  }
}

function answer(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    ...(errorType && { 'x-amzn-errortype': errorType }),
  });
  response.end(JSON.stringify(body));
}

export interface SesOptions {
  /** SQLite file of the caught mails. */
  file: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Addresses or domains that may send; anything else is MessageRejected, as in SES. */
  verifiedIdentities?: string[];
}

/** The one SESv2 operation the product uses: `POST /v2/email/outbound-emails` with Simple content. */
export function createSes({ file, now = Date.now, verifiedIdentities = ['matinee.localhost'] }: SesOptions) {
  const store = createMailStore(file, now);
  const handleMail = createMailHandler(store);

  async function sendEmail(request: IncomingMessage): Promise<{ MessageId: string }> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'POST' || pathname !== '/v2/email/outbound-emails')
      throw new SesError(404, 'UnknownOperationException', `Not part of this mail service: ${pathname}`);
    // Presence only: who signs is checked by IAM on AWS, but an unsigned call must not pass here either.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential='))
      throw new SesError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    return { MessageId: store.save(parseSendEmail(await readJson(request), verifiedIdentities)) };
  }

  const server = createServer(async (request, response) => {
    // Also here, so that tests can read mail without an edge in front.
    if (request.url?.split('?')[0] === '/__local/mail') return handleMail(request, response);
    try {
      answer(response, 200, await sendEmail(request));
    } catch (error) {
      if (error instanceof SesError)
        return answer(response, error.status, { message: error.message }, error.type);
      console.error(error);
      answer(response, 500, { message: 'The local mail service failed' }, 'InternalServiceErrorException');
    }
  });

  return {
    store,

    /** Keeps a mail without going through HTTP: what a user pool does with its own codes. */
    async deliver(mail: Mail): Promise<void> {
      store.save(mail);
    },

    /** Listens on 127.0.0.1; port 0 picks a free one. */
    async listen(port: number): Promise<{ port: number; url: string }> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      const address = server.address() as AddressInfo;
      return { port: address.port, url: `http://127.0.0.1:${address.port}` };
    },

    async close(): Promise<void> {
      if (server.listening)
        await new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        });
      store.close();
    },
  };
}

export type Ses = ReturnType<typeof createSes>;
