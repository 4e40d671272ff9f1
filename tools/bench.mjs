// `npm run bench`: the numbers we answer for, measured on this machine. `-- --json` prints one object, `-- --only list`
// one benchmark.
import { runBench } from './setup/run-bench.mjs';

runBench('tools/bench/main.ts');
