import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, isSigned, readJson } from '../aws-json.ts';
import { closeServer, listenOnLoopback } from '../loopback.ts';
import type { Mail } from './mail.ts';
import { createMailHandler } from './mail-handler.ts';
import { parseSendEmail, SesError } from './send-email.ts';
import { createMailStore } from './store.ts';

// Simple content is text; SES takes 10 MB with attachments, which nothing here sends.
const MAX_BODY_BYTES = 1_048_576;

const refuse = (type: string, message: string) => new SesError(400, type, message);
/** SES speaks REST and not AWS JSON. */
const answer = (response: ServerResponse, status: number, body: object, errorType?: string) =>
  answerJson(response, status, body, { contentType: 'application/json', ...(errorType && { errorType }) });

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
    if (!isSigned(request))
      throw new SesError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    return {
      MessageId: store.save(
        parseSendEmail(await readJson(request, MAX_BODY_BYTES, refuse), verifiedIdentities),
      ),
    };
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
    listen: (port: number) => listenOnLoopback(server, port),

    async close(): Promise<void> {
      await closeServer(server);
      store.close();
    },
  };
}

export type Ses = ReturnType<typeof createSes>;
