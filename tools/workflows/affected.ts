// npx node tools/workflows/affected.ts <commit>: the projects that changed since, as JSON for a matrix: [{"name", "root"}].
import { spawnSync } from 'node:child_process';

const [base = 'origin/main'] = process.argv.slice(2);

const nx = (...args: string[]): unknown => {
  const { status, stdout, stderr } = spawnSync('nx', [...args, '--json'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`nx ${args.join(' ')} failed: ${stderr || stdout}`);
  return JSON.parse(stdout);
};

const names = nx('show', 'projects', '--affected', `--base=${base}`) as string[];
const projects = names.map((name) => ({
  name,
  root: (nx('show', 'project', name) as { root: string }).root,
}));
console.log(JSON.stringify(projects.filter(({ root }) => root !== '.')));
