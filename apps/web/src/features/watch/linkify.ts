export type Part = { text: string; href?: string };

/** Only http and https: `javascript:` and `data:` stay text. Punctuation behind a link belongs to the sentence. */
const link = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/giu;

/** Splits text into plain parts and links, for rendering as text nodes. */
export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(link)) {
    if (!URL.canParse(match[0])) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: match[0], href: new URL(match[0]).href });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
