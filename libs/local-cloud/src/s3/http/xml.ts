import { S3Error } from '../errors.ts';

/** An element of a request document. Attributes and namespaces carry no meaning in S3 and are dropped. */
export type XmlElement = { name: string; children: XmlElement[]; text: string };

const NAMED = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const MAX_DEPTH = 16;
const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/y;

function decodeEntity(name: string): string {
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const code = /^#x[0-9a-f]+$/i.test(name)
    ? Number.parseInt(name.slice(2), 16)
    : /^#[0-9]+$/.test(name)
      ? Number(name.slice(1))
      : Number.NaN;
  // Lone surrogates cannot be stored as UTF-8, so two different keys would become one.
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new S3Error('MalformedXML');
  return String.fromCodePoint(code);
}

const decodeText = (text: string): string =>
  text.replace(/&([^;&\s]*);?/g, (match, name: string) => {
    if (!match.endsWith(';')) throw new S3Error('MalformedXML');
    return decodeEntity(name);
  });

/**
 * Parses the small XML documents S3 requests carry. No DTD, no external entity, linear time.
 * @throws S3Error MalformedXML
 */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', children: [], text: '' };
  const open: XmlElement[] = [root];
  const text = source.replace(/^\uFEFF/, '');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    const top = open.at(-1);
    if (!token || !top) throw new S3Error('MalformedXML');
    const [, closing, name, , selfClosing, characters] = token;
    if (characters !== undefined) top.text += decodeText(characters);
    if (name === undefined) continue;
    if (closing) {
      if (open.length < 2 || top.name !== name) throw new S3Error('MalformedXML');
      open.pop();
      continue;
    }
    const element: XmlElement = { name, children: [], text: '' };
    top.children.push(element);
    if (selfClosing) continue;
    if (open.push(element) > MAX_DEPTH) throw new S3Error('MalformedXML');
  }
  const [document] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || !document || root.text.trim())
    throw new S3Error('MalformedXML');
  return document;
}

export const children = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((candidate) => candidate.name === name);

export const childText = (element: XmlElement | undefined, name: string): string | undefined =>
  child(element, name)?.text;

const ESCAPES: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** Escapes text for an element; control characters become references, as S3 writes them. */
export const escapeXml = (text: string): string =>
  text.replace(/[<>&"\x00-\x08\x0b-\x1f]/g, (c) => ESCAPES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);

/** One element with escaped text; nothing at all for undefined. */
export const element = (name: string, text: string | number | boolean | undefined): string =>
  text === undefined ? '' : `<${name}>${escapeXml(String(text))}</${name}>`;

/** A response document; `inner` is XML already. */
export const documentXml = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n` +
  `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`;
