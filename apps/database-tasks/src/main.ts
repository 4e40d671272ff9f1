// One-off tasks of the database: node main.js migrate | rotate | verify | rolled-back <database> <migration>
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2));
