/** Runs `work` on every item, at most `limit` at a time. Rejects with the first error once all started work has ended. */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: unknown[] = [];
  const lane = async () => {
    while (queue.length > 0 && errors.length === 0) {
      try {
        await work(queue.shift()!);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  if (errors.length > 0) throw errors[0];
}
