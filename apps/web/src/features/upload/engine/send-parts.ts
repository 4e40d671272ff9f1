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
  session: UploadSession & { plan: { kind: 'multipart' } };
  /** Numbers of the parts that are already there. */
  stored: ReadonlySet<number>;
  urls: readonly PartUrl[];
  ports: EnginePorts;
  report: Report;
  signal: AbortSignal;
}

/** Bytes of a part: all are `partSize` long but the last. */
export const partRange = (plan: { partSize: number }, size: number, partNumber: number) => {
  const start = (partNumber - 1) * plan.partSize;
  return { start, end: Math.min(size, start + plan.partSize) };
};

/** Sends every part that is not there yet, several at once. The first final failure stops the others. */
export async function sendParts({ file, session, stored, urls, ports, report, signal }: SendPartsInput) {
  const { plan, size } = session;
  const length = (n: number) => {
    const { start, end } = partRange(plan, size, n);
    return end - start;
  };
  const todo = Array.from({ length: plan.partCount }, (_, i) => i + 1).filter((n) => !stored.has(n));
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
    const { start, end } = partRange(plan, size, partNumber);
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
