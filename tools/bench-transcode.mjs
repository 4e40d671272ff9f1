// `npm run bench:transcode`: our encoding beside that of others, measured on this machine. What it says: docs/benchmarks.md.
import { runBench } from './setup/run-bench.mjs';

runBench('tools/bench/transcode/main.ts');
