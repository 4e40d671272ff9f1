import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase } from '@playwright/test/reporter';
import { totalsFile } from './config.ts';

/** Appends `{passed, failed, skipped}` as a JSON line to MATINEE_TEST_TOTALS, for `npm test` to add up. */
export default class TotalsReporter implements Reporter {
  readonly #tests = new Set<TestCase>();

  onTestEnd(test: TestCase): void {
    this.#tests.add(test);
  }

  onEnd(): void {
    const total = { passed: 0, failed: 0, skipped: 0 };
    for (const test of this.#tests) {
      const outcome = test.outcome();
      if (outcome === 'skipped') total.skipped++;
      else if (outcome === 'expected') total.passed++;
      else total.failed++;
    }
    const file = totalsFile();
    if (file) appendFileSync(file, `${JSON.stringify(total)}\n`);
  }
}
