import { makeCorpus } from './generate.ts';
import { allRows } from './rows.ts';

/** `npm run corpus -- <directory> [mutations per container]` writes the whole corpus. */
const [directory, mutations = '0'] = process.argv.slice(2);
if (!directory) throw new Error('Say where the corpus is to be written: npm run corpus -- <directory>');
const rows = allRows(Number(mutations));
const started = performance.now();
const bytes = await makeCorpus(rows, directory);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(`${rows.length} files, ${(bytes / 1e6).toFixed(0)} MB, ${seconds} s\n`);
