import { summary } from './model.ts';
import { page, text } from './print.ts';

/** `npm run cost`: a table for people; `-- --json` one object for programs; `-- --markdown` the page of the docs. */
const has = (flag: string) => process.argv.includes(flag);
console.log(has('--json') ? JSON.stringify(summary()) : has('--markdown') ? page() : text());
