/** Text of an element that is safe to be put into another one. */
export type XmlElement = string & { readonly xml: unique symbol };

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Control characters do not exist in XML 1.0, not even escaped. */
const escape = (value: string | number) =>
  [...String(value)]
    .filter((character) => character >= ' ' && character !== '\u007f')
    .map((character) => escapes[character] ?? character)
    .join('');

/** One element, each of its children on a line of its own. */
export function element(
  name: string,
  attributes: Record<string, string | number>,
  children: readonly XmlElement[] = [],
): XmlElement {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const start = `<${name}${listed.join('')}`;
  const text = children.length === 0 ? `${start}/>` : `${start}>\n${children.join('\n')}\n</${name}>`;
  return text as XmlElement;
}
