import type { Reporter, TestModule } from 'vitest/node';
import type { FaultRow } from './fault.ts';

const columns = ['fault', 'outcome', 'seconds', 'encodes', 'extra', 'what happened'];

/** Prints one line per fault when the run ends. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => /^(F\d\d|SOAK) /.test(test.name) || test.meta().fault)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((test) => {
        const row: FaultRow | undefined = test.meta().fault;
        const outcome = test.result().state === 'passed' ? 'held' : test.result().state.toUpperCase();
        const [id, ...title] = test.name.split(' ');
        if (!row) return [id, outcome, '', '', '', title.join(' ')];
        return [
          id,
          outcome,
          row.seconds.toFixed(1),
          `${row.encodes}`,
          `${row.extra}`,
          row.told || title.join(' '),
        ];
      });
    if (rows.length === 0) return;
    const width = (column: number) =>
      Math.max(...[columns, ...rows].map((row) => (row[column] ?? '').length));
    const line = (row: readonly (string | undefined)[]) =>
      row.map((cell, i) => (cell ?? '').padEnd(i === columns.length - 1 ? 0 : width(i))).join('  ');
    console.log(`\n${[columns, ...rows].map(line).join('\n')}\n`);
  }
}
