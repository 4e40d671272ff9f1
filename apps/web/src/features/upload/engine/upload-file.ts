import type { PartUrl, UploadStarted } from '@matinee/contracts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { patiently } from './patiently.ts';
import { checkStored, isGone, StorageRefused, UploadGone, UrlExpired } from './problems.ts';
import { partRange, sendParts } from './send-parts.ts';
import type { EnginePorts, Report, SourceFile, UploadSession } from './types.ts';

/** How often an upload may turn out to be lost or incomplete before a person is asked. */
const mostRounds = 4;

export interface UploadFileInput {
  file: SourceFile;
  /** An upload of this very file that began earlier. */
  session?: UploadSession | undefined;
  ports: EnginePorts;
  report: Report;
  signal: AbortSignal;
}

interface Ready {
  session: UploadSession;
  stored: ReadonlySet<number>;
  urls: readonly PartUrl[];
}

const nothing: ReadonlySet<number> = new Set();

function sessionOf(started: UploadStarted, size: number): Ready {
  const { videoKey, uploadToken } = started;
  if ('multipart' in started) {
    const { partSize, partCount, parts } = started.multipart;
    const plan = { kind: 'multipart' as const, partSize, partCount };
    return { session: { videoKey, uploadToken, size, plan }, stored: nothing, urls: parts };
  }
  const plan = {
    kind: 'single' as const,
    url: started.uploadUrl,
    headers: started.headers,
    expiresAt: started.expiresAt,
  };
  return { session: { videoKey, uploadToken, size, plan }, stored: nothing, urls: [] };
}

/**
 * Brings one file to storage: begins or continues, sends what is missing, and closes the upload. Resolves when every
 * byte is acknowledged. Rejects with the signal's reason on pause, and otherwise only with what a person must decide.
 */
export async function uploadFile({ file, session, ports, report, signal }: UploadFileInput): Promise<void> {
  const patience = { ports, report, signal };
  const size = file.blob.size;

  async function begin(): Promise<Ready> {
    const about = { fileName: file.name, contentType: file.contentType, size };
    return sessionOf(await patiently(() => ports.server.start(about, signal), patience), size);
  }

  /** Which parts are there is the service's word; a part of any other length than planned counts as missing. */
  async function lookUp(known: UploadSession): Promise<Ready | undefined> {
    if (known.size !== size) return undefined;
    const { plan } = known;
    if (plan.kind === 'single') {
      return Date.parse(plan.expiresAt) > ports.now()
        ? { session: known, stored: nothing, urls: [] }
        : undefined;
    }
    try {
      const found = await patiently(() => ports.server.uploadedParts(known, signal), patience);
      if (found.size !== size || found.partSize !== plan.partSize) return undefined;
      const whole = found.parts.filter(({ partNumber, size: length }) => {
        const { start, end } = partRange(plan, size, partNumber);
        return length === end - start;
      });
      return { session: known, stored: new Set(whole.map((p) => p.partNumber)), urls: [] };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async function sendWhole({ session: { plan } }: Ready) {
    if (plan.kind !== 'single') return;
    await patiently(async () => {
      report({ type: 'phase', phase: 'sending' });
      const status = await ports.send({
        url: plan.url,
        headers: plan.headers,
        body: file.blob,
        onProgress: (sentBytes) => report({ type: 'progress', sentBytes }),
        signal,
      });
      checkStored(status);
    }, patience);
  }

  async function send(ready: Ready) {
    const { session: current } = ready;
    if (current.plan.kind === 'single') return sendWhole(ready);
    const multipart = { ...current, plan: current.plan };
    await sendParts({
      file,
      session: multipart,
      stored: ready.stored,
      urls: ready.urls,
      ports,
      report,
      signal,
    });
    report({ type: 'phase', phase: 'finishing' });
    await patiently(() => ports.server.complete(current, signal), patience);
  }

  let known = session;
  for (let round = 1; ; round++) {
    report({ type: 'phase', phase: 'starting' });
    const ready = (known && (await lookUp(known))) ?? (await begin());
    known = ready.session;
    const resumedBytes = [...ready.stored].reduce((sum, n) => {
      const { start, end } = partRange(
        known?.plan.kind === 'multipart' ? known.plan : { partSize: size },
        size,
        n,
      );
      return sum + end - start;
    }, 0);
    report({ type: 'session', session: known, resumedBytes });
    try {
      await send(ready);
      report({ type: 'progress', sentBytes: size });
      return;
    } catch (error) {
      signal.throwIfAborted();
      const incomplete = error instanceof ApiProblem && error.code === 'upload_incomplete';
      const lost = isGone(error) || error instanceof UrlExpired;
      if (round >= mostRounds) throw error instanceof UrlExpired ? new StorageRefused(403) : error;
      if (!incomplete && !lost) throw error;
      // A single PUT has no list of parts to look at: it begins again. Multipart looks up what is there first.
      if (known.plan.kind === 'single' || (error instanceof ApiProblem && !incomplete)) known = undefined;
      else if (error instanceof UploadGone) await ports.sleep(200, signal);
    }
  }
}
