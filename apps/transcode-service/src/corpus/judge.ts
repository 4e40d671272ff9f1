import { SECRET } from './canaries.ts';
import { complaints } from './check.ts';
import type { Peak } from './measure.ts';
import type { Row } from './row.ts';
import type { Ending, Stage } from './stage.ts';

export interface Verdict {
  id: string;
  expected: string;
  got: string;
  /** CPU time of the tools. */
  seconds: number;
  peaks: Record<string, Peak>;
  wrong: string[];
}

/** Sends one file through the whole service and gives everything that is not as it should be. */
export async function judge(stage: Stage, row: Row, path: string): Promise<Verdict> {
  stage.takeLog();
  stage.tools.take();
  const before = stage.toolTime();
  const wrong: string[] = [];
  const claim = (truth: boolean, text: string) => void (truth || wrong.push(text));
  const ending = await stage
    .process(row, path)
    .catch((error: unknown) => void wrong.push(`no end: ${error}`));
  claim(
    await stage.isClean().catch(() => false),
    'the worker is not as it was: a tool or a directory is left, or it is gone',
  );
  const peaks = stage.tools.take();
  const seconds = stage.toolTime() - before;
  if (ending) wrong.push(...(await judgeEnding(stage, row, path, ending)));
  const log = stage.takeLog();
  claim(log.split('\n').filter(Boolean).every(isRecord), 'the log has lines that are no records');
  claim(!log.includes(SECRET), 'the log holds the canary');
  claim(!log.includes('\u001B'), 'the log has control characters');
  for (const [tool, { resident }] of Object.entries(peaks))
    claim(resident <= row.budget.megabytes, `${tool} took ${resident} MiB of ${row.budget.megabytes}`);
  claim(seconds <= row.budget.seconds, `took ${seconds.toFixed(0)} s of ${row.budget.seconds}`);
  const touched = await stage.canaries.touched();
  claim(touched.length === 0, `touched: ${touched.join(', ')}`);
  return {
    id: row.id,
    expected: expectedOf(row),
    got: ending ? `${ending.state} ${ending.failureCode ?? ''}`.trim() : 'no end',
    seconds,
    peaks,
    wrong,
  };
}

async function judgeEnding(stage: Stage, { expect }: Row, path: string, ending: Ending): Promise<string[]> {
  const fetch = async (key: string) => Buffer.from(await stage.media.read(key));
  if (expect.state === 'failed') {
    if (ending.state !== 'failed') return [`was not refused (${expect.codes.join(', ')})`];
    return expect.codes.some((code) => code === ending.failureCode)
      ? []
      : [`refused as ${ending.failureCode}`];
  }
  if (ending.state === 'failed') {
    // Our own trouble is no verdict about a file, however damaged it is.
    const blamed =
      expect.state === 'either' &&
      ending.failureCode !== 'internal' &&
      ending.failureCode !== 'storage_unavailable';
    return blamed ? [] : [`failed as ${ending.failureCode}`];
  }
  return complaints(ending, path, fetch, expect.state === 'ready' ? expect : undefined);
}

const expectedOf = ({ expect }: Row): string =>
  expect.state === 'failed' ? `failed ${expect.codes.join('/')}` : expect.state;

function isRecord(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
