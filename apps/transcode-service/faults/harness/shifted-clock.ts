/**
 * Loaded with `--import …/shifted-clock.ts?minutes=10&then=-60` before a process of the service: its clock is ten minutes
 * fast, and after SIGUSR2 an hour slow. Only what the clock says is wrong; timers run as ever.
 */
const options = new URL(import.meta.url).searchParams;
let shift = Number(options.get('minutes') ?? 0) * 60_000;
process.on('SIGUSR2', () => (shift = Number(options.get('then') ?? 0) * 60_000));

const Clock = Date;
const now = () => Clock.now() + shift;
globalThis.Date = new Proxy(Clock, {
  construct: (target, given: []) => (given.length > 0 ? new target(...given) : new target(now())),
  apply: () => new Clock(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
