import { setTimeout as delay } from 'node:timers/promises';

/** A database server as RDS tells of it. */
export type Instance = {
  status: string;
  /** Known once it can be reached. */
  host?: string;
  /** The run that made it, by its tag. */
  madeBy?: string;
};

/** What a drill asks of AWS. */
export type DrillCloud = {
  /** Makes a new instance out of the source's backups. Rejects when there is one of that name. */
  restore(restored: { source: string; name: string; madeBy: string; at: Date | undefined }): Promise<void>;
  /** Undefined when there is none of that name. */
  find(name: string): Promise<Instance | undefined>;
  /** Runs `verify` of the database task against a host. */
  verify(host: string, signal: AbortSignal): Promise<{ exitCode: number | undefined; reason: string }>;
  /** Deletes an instance with its backups and without a last snapshot. */
  remove(name: string): Promise<void>;
};

export type DrillReport = {
  ok: boolean;
  source: string;
  instance: string;
  /** `newest`, or the moment that was asked for. */
  restoredTo: string;
  /** Seconds of each step that was reached. */
  seconds: Partial<Record<'restore' | 'verify' | 'remove', number>>;
  problem?: string;
};

export type DrillOptions = {
  /** The instance whose backups are tried; nothing happens to it. */
  source: string;
  /** Moment to restore to; the newest possible when absent. */
  at?: Date | undefined;
  /** Unique to this run. */
  run: string;
  say: (line: string) => void;
  /** Ends the drill early; what it made is still deleted. */
  signal: AbortSignal;
  /** Seconds between two looks at the instance, and after how many it is given up. */
  everySeconds: number;
  limitSeconds: number;
};

export const drillName = (source: string, run: string): string => `${source}-drill-${run}`;

/**
 * Restores the newest backup to a new instance, checks it, and deletes it again whatever happened. It deletes only an
 * instance that carries the tag of this very run.
 */
export async function drill(cloud: DrillCloud, options: DrillOptions): Promise<DrillReport> {
  const { source, at, run, say, signal } = options;
  const name = drillName(source, run);
  const report: DrillReport = {
    ...{ ok: false, source, instance: name },
    restoredTo: at?.toISOString() ?? 'newest',
    seconds: {},
  };
  const timed = async <T>(step: keyof DrillReport['seconds'], work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      report.seconds[step] = Math.round((performance.now() - started) / 1000);
    }
  };
  try {
    if (await cloud.find(name)) throw new Error(`There is an instance ${name} already; it is left alone.`);
    const host = await timed('restore', async () => {
      say(`restoring ${source} (${report.restoredTo}) to ${name}`);
      await cloud.restore({ source, name, madeBy: run, at });
      return untilAvailable(cloud, name, options);
    });
    say(`verifying ${host}`);
    const { exitCode, reason } = await timed('verify', () => cloud.verify(host, signal));
    if (exitCode === 0) report.ok = true;
    else report.problem = `verify ended with ${exitCode ?? 'no exit code'}: ${reason}.`;
  } catch (error) {
    report.problem = sentence(error);
  }
  // Also when `restore` failed: its answer may have been lost after the instance was made.
  try {
    await timed('remove', () => removeOwn(cloud, name, options));
  } catch (error) {
    report.ok = false;
    report.problem = [report.problem, `${name} is still there: ${sentence(error)}`].filter(Boolean).join(' ');
  }
  return report;
}

const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function untilAvailable(cloud: DrillCloud, name: string, options: DrillOptions): Promise<string> {
  const { say, signal, everySeconds, limitSeconds } = options;
  const deadline = Date.now() + limitSeconds * 1000;
  for (let said = ''; ;) {
    signal.throwIfAborted();
    const { status = 'not there', host } = (await cloud.find(name)) ?? {};
    if (status !== said) say(`${name}: ${(said = status)}`);
    if (status === 'available' && host) return host;
    if (/failed|incompatible|error/.test(status)) throw new Error(`The restore ended as ${status}.`);
    if (Date.now() > deadline) throw new Error(`${name} is not available after ${limitSeconds} s.`);
    await delay(everySeconds * 1000, undefined, { signal });
  }
}

/** RDS deletes an instance that is still being made, too, but may ask to come again later. */
async function removeOwn(cloud: DrillCloud, name: string, options: DrillOptions): Promise<void> {
  const { run, say, everySeconds, limitSeconds } = options;
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    try {
      const instance = await cloud.find(name);
      if (!instance) return;
      if (instance.madeBy !== run) return say(`${name} was not made by this run and is left alone`);
      if (instance.status !== 'deleting') await cloud.remove(name);
      return say(`${name}: deleting`);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      say(`${name}: not deleted yet: ${sentence(error)}`);
    }
    await delay(everySeconds * 1000);
  }
}
