import type { StoredMail } from './mail.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** Escapes first, then links: only http(s) URLs of characters that cannot leave the attribute. */
const linkify = (text: string): string =>
  escapeHtml(text).replace(
    /https?:\/\/[\w\-.~:/?#@!$*+,=%&;]*[\w\-~/=%]/g,
    (url) => `<a href="${url}" rel="noopener noreferrer">${url}</a>`,
  );

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  header, form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; }
  h1 { margin: 0; font-size: 1.25rem; flex: 1; }
  h2 { margin: 0; font-size: 1.05rem; }
  label { display: flex; gap: .5rem; align-items: baseline; }
  input, button { font: inherit; padding: .25rem .5rem; }
  article { border: 1px solid light-dark(#d0d4da, #3c424b); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
  .meta { color: light-dark(#555c66, #a5adb8); font-size: .875rem; overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .95rem/1.5 ui-monospace, monospace; margin: .75rem 0; }
  iframe { width: 100%; height: 16rem; border: 1px solid light-dark(#d0d4da, #3c424b); background: #fff; }
`;

/** The mail's own HTML gets an empty sandbox: no script, no form, no same origin; the page's policy covers the rest. */
const htmlView = ({ html, subject }: StoredMail): string =>
  html &&
  `<details><summary>As HTML</summary>
   <iframe sandbox title="${escapeHtml(subject)}" srcdoc="${escapeHtml(html)}"></iframe></details>`;

const article = (mail: StoredMail): string => `<article>
  <h2>${escapeHtml(mail.subject)}</h2>
  <div class="meta">to ${escapeHtml(mail.to.join(', '))} from ${escapeHtml(mail.from)},
    <time datetime="${escapeHtml(mail.date)}">${escapeHtml(mail.date)}</time></div>
  <pre>${linkify(mail.text)}</pre>
  ${htmlView(mail)}
</article>`;

/** A self-contained page: no script, no external asset, everything from a mail escaped. */
export const mailPage = (mails: StoredMail[], to: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Caught mail</title><style>${STYLE}</style></head><body>
<header><h1>Caught mail</h1>
<form><label>To <input type="email" name="to" value="${escapeHtml(to)}" placeholder="everybody"></label>
<button>Show</button></form></header>
<p class="meta">Nothing here left this machine. Newest first.</p>
${mails.map(article).join('\n') || '<p>No mail yet.</p>'}
</body></html>`;
