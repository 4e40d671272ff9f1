import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Workflow } from './workflow.ts';

type Manifest = { name: string; scripts?: Record<string, string> };

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

/** Programs of npm packages that scripts start by `npx`. */
const programs = ['eslint', 'node', 'nx', 'prettier', 'tsc', 'vitest'];

/** One sentence for everything that a workflow names and that does not exist in the checkout. */
export function danglingReferences(workflow: Workflow, all: readonly Workflow[], root: string): string[] {
  const problems: string[] = [];
  const ensure = (holds: boolean, sentence: string) => void (holds || problems.push(sentence));
  for (const [name, job] of Object.entries(workflow.jobs)) {
    for (const needed of [job.needs ?? []].flat())
      ensure(needed in workflow.jobs, `${name} needs ${needed}, which does not exist.`);
    if (job.uses) callOf(job, all).forEach((sentence) => ensure(false, `${name} ${sentence}`));
    for (const { run = '' } of job.steps ?? []) {
      for (const [, script, workspace] of run.matchAll(
        /npm run (?:--silent )?([\w:-]+)(?: --workspace @matinee\/(\S+))?/g,
      )) {
        const manifest = workspace ? `apps/${workspace}/package.json` : 'package.json';
        ensure(
          read(join(root, manifest)).scripts?.[script!] !== undefined,
          `${name} runs the script ${script}, which ${manifest} does not have.`,
        );
      }
      for (const [, program] of run.matchAll(/npx ([\w-]+)/g))
        ensure(programs.includes(program!), `${name} starts ${program}, which might be downloaded.`);
      for (const [, path] of run.matchAll(/(?:^|\s)((?:tools|docker|apps|\.ci)\/[\w./-]+)/g))
        ensure(existsSync(join(root, path!)), `${name} names ${path}, which does not exist.`);
    }
  }
  return problems;
}

function callOf({ uses = '', with: given = {} }: Job, all: readonly Workflow[]): string[] {
  const called = all.find(({ file }) => uses === `./.github/workflows/${file}`);
  if (!called || !('workflow_call' in called.on)) return [`calls ${uses}, which cannot be called.`];
  const inputs = called.on.workflow_call?.inputs ?? {};
  return [
    ...Object.keys(given)
      .filter((key) => !(key in inputs))
      .map((key) => `gives ${key}, which ${called.file} does not take.`),
    ...Object.entries(inputs)
      .filter(([key, { required }]) => required && !(key in given))
      .map(([key]) => `does not give ${key} to ${called.file}.`),
  ];
}
