import type { PartUrl } from '@matinee/contracts';
import { createPartUrls } from './part-urls.ts';
import { patiently } from './patiently.ts';
import { checkStored, StorageRefused, UrlExpired } from './problems.ts';
import type { EnginePorts, Report, SourceFile, UploadSession } from './types.ts';

/** Parts of one file on their way at once: enough to fill long fat links, few enough for a phone's memory. */
const lanes = 4;
/** A URL that is refused this often is not refused because of its age. */
const mostRefusals = 3;

export interface SendPartsInput {
  file: SourceFile;
  session: UploadSession;
  /** Numbers of the parts that are already there. */
  stored: ReadonlySet<number>;
  urls: readonly PartUrl[];
  ports: EnginePorts;
  report: Report;
  signal: AbortSignal;
}

type Plan = Pick<UploadSession, 'size' | 'partSize'>;

/** Bytes of a part: all are `partSize` long but the last. */
function partRange({ size, partSize }: Plan, partNumber: number) {
  const start = (partNumber - 1) * partSize;
  return { start, end: Math.min(size, start + partSize) };
}

export function partLength(plan: Plan, partNumber: number): number {
  const { start, end } = partRange(plan, partNumber);
  return end - start;
}

/** Sends every part that is not there yet, several at once. The first final failure stops the others. */
export async function sendParts({ file, session, stored, urls, ports, report, signal }: SendPartsInput) {
  const length = (n: number) => partLength(session, n);
  const todo = Array.from({ length: session.partCount }, (_, i) => i + 1).filter((n) => !stored.has(n));
  let storedBytes = [...stored].reduce((sum, n) => sum + length(n), 0);
  const inFlight = new Map<number, number>();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);

  const links = createPartUrls({
    initial: urls,
    fetchUrls: (numbers) => ports.server.partUrls(session, numbers, both),
    upcoming: () => todo,
    now: ports.now,
  });

  const tell = () => {
    const moving = [...inFlight.values()].reduce((sum, n) => sum + n, 0);
    report({ type: 'progress', sentBytes: storedBytes + moving });
  };

  async function sendOnce(partNumber: number) {
    const { start, end } = partRange(session, partNumber);
    const link = await links.get(partNumber);
    report({ type: 'phase', phase: 'sending' });
    try {
      const status = await ports.send({
        url: link.url,
        headers: link.headers,
        body: file.blob.slice(start, end),
        onProgress: (sent) => {
          inFlight.set(partNumber, sent);
          tell();
        },
        signal: both,
      });
      checkStored(status);
      storedBytes += end - start;
    } finally {
      inFlight.delete(partNumber);
      tell();
    }
  }

  async function sendPart(partNumber: number) {
    for (let refusals = 1; ; refusals++) {
      try {
        return await patiently(() => sendOnce(partNumber), { ports, report, signal: both });
      } catch (error) {
        if (!(error instanceof UrlExpired)) throw error;
        if (refusals >= mostRefusals) throw new StorageRefused(403);
        links.forget(partNumber);
      }
    }
  }

  async function lane() {
    for (let n = todo.shift(); n !== undefined; n = todo.shift()) await sendPart(n);
  }

  tell();
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(lanes, todo.length) }, () =>
      lane().catch((error: unknown) => {
        // The other lanes fail by this stop; only the first error tells why.
        if (!stop.signal.aborted) stop.abort(error);
        throw error;
      }),
    ),
  );
  signal.throwIfAborted();
  if (results.some((r) => r.status === 'rejected')) throw stop.signal.reason;
}
