import type { PartUrl } from '@matinee/contracts';

/** A URL must outlive the sending of its part. */
const spareMs = 60_000;
const perRequest = 20;

export interface PartUrlsDeps {
  initial: readonly PartUrl[];
  fetchUrls: (partNumbers: number[]) => Promise<PartUrl[]>;
  /** Parts that will be needed, soonest first. */
  upcoming: () => readonly number[];
  now: () => number;
}

/** Presigned URLs of parts: handed out once known, asked for in batches, renewed when they are about to expire. */
export function createPartUrls({ initial, fetchUrls, upcoming, now }: PartUrlsDeps) {
  const known = new Map(initial.map((url) => [url.partNumber, url]));
  let batch: { numbers: ReadonlySet<number>; done: Promise<void> } | undefined;

  const fresh = (partNumber: number): PartUrl | undefined => {
    const url = known.get(partNumber);
    return url && Date.parse(url.expiresAt) - spareMs > now() ? url : undefined;
  };

  function ask(partNumber: number): Promise<void> {
    if (batch?.numbers.has(partNumber)) return batch.done;
    const numbers = [partNumber, ...upcoming().filter((n) => n !== partNumber && !fresh(n))].slice(
      0,
      perRequest,
    );
    const asked = {
      numbers: new Set(numbers),
      done: fetchUrls(numbers).then(
        (urls) => {
          for (const url of urls) known.set(url.partNumber, url);
          if (batch === asked) batch = undefined;
        },
        (error: unknown) => {
          if (batch === asked) batch = undefined;
          throw error;
        },
      ),
    };
    batch = asked;
    return asked.done;
  }

  return {
    async get(partNumber: number): Promise<PartUrl> {
      const url = fresh(partNumber);
      if (url) return url;
      await ask(partNumber);
      const asked = known.get(partNumber);
      if (!asked) throw new Error(`There is no URL for part ${partNumber}.`);
      return asked;
    },
    /** Storage did not accept this URL. */
    forget(partNumber: number) {
      known.delete(partNumber);
    },
  };
}
