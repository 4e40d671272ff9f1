import type { PartUrl, UploadStarted } from '@matinee/contracts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { patiently } from './patiently.ts';
import { isGone, UploadGone } from './problems.ts';
import { partLength, sendParts } from './send-parts.ts';
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
  /** Numbers of the parts that are there. */
  stored: ReadonlySet<number>;
  urls: readonly PartUrl[];
}

/** A file in one PUT is an upload of one part; only where its URL comes from differs. */
function readyFrom(started: UploadStarted, size: number): Ready {
  const { videoKey, uploadToken, expiresAt } = started;
  const stored: ReadonlySet<number> = new Set();
  const about = { videoKey, uploadToken, size };
  if ('multipart' in started) {
    const { partSize, partCount, parts } = started.multipart;
    return { session: { ...about, single: false, partSize, partCount }, stored, urls: parts };
  }
  const { uploadUrl: url, headers } = started;
  const urls = [{ partNumber: 1, size, url, headers, expiresAt }];
  return { session: { ...about, single: true, partSize: size, partCount: 1 }, stored, urls };
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
    return readyFrom(await patiently(() => ports.server.start(about, signal), patience), size);
  }

  /** Which parts are there is the service's word; a part of any other length than planned counts as missing. */
  async function lookUp(known: UploadSession): Promise<Ready | undefined> {
    if (known.size !== size) return undefined;
    try {
      const found = await patiently(() => ports.server.uploadedParts(known, signal), patience);
      if (found.size !== size || found.partSize !== known.partSize) return undefined;
      const whole = found.parts.filter((part) => part.size === partLength(known, part.partNumber));
      return { session: known, stored: new Set(whole.map((part) => part.partNumber)), urls: [] };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async function send({ session: current, stored, urls }: Ready) {
    await sendParts({ file, session: current, stored, urls, ports, report, signal });
    report({ type: 'phase', phase: 'finishing' });
    await patiently(() => ports.server.complete(current, signal), patience);
  }

  let known = session;
  for (let round = 1; ; round++) {
    report({ type: 'phase', phase: 'starting' });
    const ready = (known && (await lookUp(known))) ?? (await begin());
    const current = ready.session;
    const resumedBytes = [...ready.stored].reduce((sum, n) => sum + partLength(current, n), 0);
    report({ type: 'session', session: current, resumedBytes });
    try {
      await send(ready);
      report({ type: 'progress', sentBytes: size });
      return;
    } catch (error) {
      signal.throwIfAborted();
      const incomplete = error instanceof ApiProblem && error.code === 'upload_incomplete';
      if (round >= mostRounds || !(incomplete || isGone(error))) throw error;
      // What storage does not know any more may be complete; what the service does not know is lost.
      known = incomplete || error instanceof UploadGone ? current : undefined;
    }
  }
}
