import { createEcs } from '@matinee/local-cloud';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorkerServices, launchWorkers } from './workers.ts';

const within = { timeout: 15_000 };
let folder: string;
let ecs: ReturnType<typeof createEcs>;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-workers-'));
  writeFileSync(
    join(folder, 'worker.mjs'),
    'console.log(process.pid, process.env.GREETING, process.env.ECS_AGENT_URI); setInterval(() => {}, 1000);',
  );
  said.length = 0;
  const place = { root: folder, logs: join(folder, 'logs') };
  ecs = createEcs({ cluster: 'matinee', launch: launchWorkers(place, (line) => said.push(line)) });
  await ecs.listen(0);
});
afterEach(async () => {
  await ecs.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the workers wrote, a line each. */
function lines(): string[][] {
  const file = join(folder, 'logs/worker.log');
  const log = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return log
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
}
const worker = { name: 'worker', script: 'worker.mjs', env: { GREETING: 'hello' } };

it('a worker runs as an ECS task, is replaced when it is killed, and ends with the stack', async () => {
  createWorkerServices({ ecs }, worker, false);
  await vi.waitFor(() => expect(lines()).toHaveLength(1), within);
  const [pid, greeting, agent] = lines()[0]!;
  expect(greeting).toBe('hello');
  expect(agent).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/\w+$/);
  process.kill(Number(pid), 'SIGKILL');
  await vi.waitFor(() => expect(lines()).toHaveLength(2), within);
  expect(said).toEqual(['worker stopped (SIGKILL); starting it again']);
  await ecs.stopTasks();
  expect(() => process.kill(Number(lines()[1]![0]), 0)).toThrow('ESRCH');
  expect(said).toHaveLength(1);
});

it('scaled to zero there are services and no worker', () => {
  const createService = vi.fn<typeof ecs.createService>();
  createWorkerServices({ ecs: { createService } }, worker, true);
  expect(createService.mock.calls.map(([{ name, desiredCount }]) => [name, desiredCount])).toEqual([
    ['matinee-worker', 0],
    ['matinee-worker-on-demand', 0],
  ]);
});
