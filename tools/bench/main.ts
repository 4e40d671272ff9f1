import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoAccount } from '../../apps/local/src/demo.ts';
import { logInAs } from './client.ts';
import { benchLadder } from './ladder.ts';
import { benchList } from './list.ts';
import { benchStart } from './start.ts';
import { startStack } from './stack.ts';
import { benchUpload } from './upload.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});
const wanted = (name: string) => !values.only || values.only.includes(name);
const results: Record<string, number> = {};
const data = mkdtempSync(join(tmpdir(), 'matinee-bench-data-'));

async function measure(name: string, run: () => Promise<Record<string, number>>): Promise<void> {
  if (!wanted(name)) return;
  if (!values.json) console.log(`› ${name}`);
  const rounded = Object.entries(await run()).map(
    ([key, value]) => [key, Number(value.toPrecision(4))] as const,
  );
  Object.assign(results, Object.fromEntries(rounded));
  if (!values.json) for (const [key, value] of rounded) console.log(`  ${key.padEnd(28)} ${value}`);
}

try {
  await measure('start', () => benchStart(data));
  const stack = await startStack(data);
  try {
    const client = await logInAs(stack.origin, demoAccount);
    await measure('ladder', () => benchLadder(stack, client));
    await measure('upload', () => benchUpload(stack, client));
    await measure('list', () => benchList(stack));
  } finally {
    await stack.stop();
  }
  if (values.json) console.log(JSON.stringify(results));
  else
    console.log(
      `\n${availableParallelism()} cores, ${cpus()[0]?.model}, ${new Date().toISOString().slice(0, 10)}`,
    );
} finally {
  rmSync(data, { recursive: true, force: true, maxRetries: 3 });
}
