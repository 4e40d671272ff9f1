import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts a run. A file that cannot be loaded counts as failed, a skipped test as skipped. */
export function count(modules: readonly TestModule[], errors: readonly unknown[]) {
  const total = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state);
    for (const state of states) total[state === 'pending' ? 'skipped' : state]++;
    if (module.state() === 'failed' && !states.includes('failed')) total.failed++;
  }
  return total;
}

/** Appends `{passed, failed, skipped}` as a JSON line to MATINEE_TEST_TOTALS, for `npm test` to add up. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env.MATINEE_TEST_TOTALS;
    if (file) appendFileSync(file, `${JSON.stringify(count(modules, errors))}\n`);
  }
}
