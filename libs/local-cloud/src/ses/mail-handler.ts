import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoredMail } from './mail.ts';
import { mailPage } from './mail-page.ts';
import type { MailStore } from './store.ts';

const PAGE_MAILS = 50;
const API_MAILS = 200;

// Inline styles are allowed because mails carry them; scripts, frames from elsewhere, images and requests are not.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const item = (mail: StoredMail) => ({ ...mail, to: mail.to.join(', ') });

/**
 * The caught mails: `{items: [{id, to, from, subject, text, html, date}]}` for `Accept: application/json`, otherwise
 * a page. Newest first; `?to=ADDRESS` filters. `to` joins several recipients with a comma.
 */
export function createMailHandler(store: MailStore): (req: IncomingMessage, res: ServerResponse) => void {
  return (request, response) => {
    const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to') ?? '';
    const wantsJson = request.headers.accept?.includes('application/json') ?? false;
    const readOnly = request.method === 'GET' || request.method === 'HEAD';
    const mails = readOnly ? store.list({ to, limit: wantsJson ? API_MAILS : PAGE_MAILS }) : [];
    response.writeHead(readOnly ? 200 : 405, {
      'content-type': wantsJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'accept',
      ...(!readOnly && { allow: 'GET, HEAD' }),
    });
    response.end(wantsJson ? JSON.stringify({ items: mails.map(item) }) : mailPage(mails, to));
  };
}
