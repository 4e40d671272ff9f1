// npm run smoke -- https://video.example.com      Checks a deployment through its public origin.
// SMOKE_EMAIL and SMOKE_PASSWORD of a confirmed account add the life of a video, from upload to deletion.
import { smoke } from './smoke-run.ts';

const [origin] = process.argv.slice(2);
const { SMOKE_EMAIL: email, SMOKE_PASSWORD: password } = process.env;
if (!origin || !URL.canParse(origin)) {
  console.error('Usage: npm run smoke -- https://video.example.com');
  process.exit(2);
}
const account = email && password ? { email, password } : undefined;
if (!account) console.log('Without SMOKE_EMAIL and SMOKE_PASSWORD no video is uploaded.');
const failures = await smoke(origin, { say: console.log, account });
console.log(failures.length === 0 ? 'The deployment answers as it should.' : `${failures.length} failed.`);
process.exitCode = failures.length === 0 ? 0 : 1;
