/**
 * The header for a file that is to be saved under a name from a person (RFC 6266): a plain name for old clients
 * and the exact one in RFC 8187's encoding. Nothing in the name can end the value or begin another header.
 */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
