/** An answer that is asked for at most once in `forMs`, however often it is wanted. A failure is not remembered. */
export function remembered<T>(ask: () => Promise<T>, forMs: number): () => Promise<T> {
  let answer: { at: number; value: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (answer && now - answer.at < forMs) return answer.value;
    const value = ask();
    answer = { at: now, value };
    value.catch(() => (answer = undefined));
    return value;
  };
}
