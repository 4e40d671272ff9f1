/** Keeps the end of a stream of text, as valid text that is safe in a JSON log line. */
export function createTail(maxCharacters: number) {
  const decoder = new TextDecoder('utf-8', { fatal: false });
  let kept = '';
  return {
    add(chunk: Uint8Array) {
      kept = (kept + decoder.decode(chunk, { stream: true })).slice(-maxCharacters);
    },
    // Titles and paths of the file may be in there: control characters would forge log lines or colour terminals.
    text: () => kept.replaceAll(/[^\P{C}\n]/gu, '?').trim(),
  };
}
