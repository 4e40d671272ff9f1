import { actions } from './actions.ts';
import type { Job, Step, Workflow } from './workflow.ts';

type Complain = (sentence: string) => void;
type Rule = (workflow: Workflow, complain: Complain) => void;

const jobsOf = ({ jobs }: Workflow) => Object.entries(jobs);
const eachStep = (workflow: Workflow, look: (step: Step, job: string) => void) => {
  for (const [name, { steps = [] }] of jobsOf(workflow)) for (const step of steps) look(step, name);
};
const usesAction = ({ steps = [] }: Job, action: string) =>
  steps.some(({ uses }) => uses?.startsWith(`${action}@`));

/** What a job may be granted beyond reading, and what it must do to deserve it. */
const deserved: Record<string, (job: Job) => boolean> = {
  'id-token': (job) =>
    usesAction(job, 'aws-actions/configure-aws-credentials') || calls(job, 'deploy-environment.yml'),
  'security-events': (job) => usesAction(job, 'github/codeql-action/analyze') || calls(job, 'ci.yml'),
  contents: proposes,
  'pull-requests': proposes,
};
const calls = ({ uses }: Job, file: string) => uses === `./.github/workflows/${file}`;
function proposes({ steps = [] }: Job): boolean {
  return steps.some(({ run }) => run?.includes('tools/workflows/propose.sh'));
}

/** By name, so that a spec can show each of them biting. */
export const rules: Readonly<Record<string, Rule>> = {
  'grants nothing by default': ({ permissions }, complain) => {
    if (JSON.stringify(permissions) !== '{}') complain('The top level must say `permissions: {}`.');
  },
  'grants each job what it deserves': (workflow, complain) => {
    for (const [name, job] of jobsOf(workflow)) {
      if (typeof job.permissions !== 'object') {
        complain(`The job ${name} does not list its permissions.`);
        continue;
      }
      for (const [scope, level] of Object.entries(job.permissions))
        if (level !== 'read' && !deserved[scope]?.(job))
          complain(`The job ${name} does not need ${scope}: ${level}.`);
    }
  },
  'pins every action': (workflow, complain) => {
    for (const [, action = '', commit = '', version = ''] of workflow.text.matchAll(
      /uses: (?!\.\/)([^@\s]+)@?(\S*)(?: # (\S+))?/g,
    )) {
      const known = actions[action];
      if (!known)
        complain(`${action} is not among the actions that may be used (tools/workflows/actions.ts).`);
      else if (!/^[0-9a-f]{40}$/.test(commit))
        complain(`${action} is pinned by «${commit}», not by a commit.`);
      else if (commit !== known.commit || version !== known.version)
        complain(`${action} is to be ${known.commit} # ${known.version}.`);
    }
  },
  'starts for nobody else’s code with our rights': ({ on }, complain) => {
    for (const event of ['pull_request_target', 'workflow_run', 'issue_comment'])
      if (event in on) complain(`${event} gives strangers our rights.`);
  },
  'knows no key of AWS': ({ text }, complain) => {
    if (/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|aws-access-key-id|AKIA[0-9A-Z]{16}/.test(text))
      complain('AWS is reached by a short-lived role (OIDC), never by a stored key.');
  },
  'takes a role only in an environment': (workflow, complain) => {
    for (const [name, job] of jobsOf(workflow))
      if (usesAction(job, 'aws-actions/configure-aws-credentials') && !job.environment)
        complain(`The job ${name} takes a role without an environment, which has rules and approvals.`);
  },
  'leaves no token in the checkout': (workflow, complain) =>
    eachStep(workflow, ({ uses, with: options }, job) => {
      if (uses?.startsWith('actions/checkout@') && options?.['persist-credentials'] !== false)
        complain(`The checkout of ${job} must say persist-credentials: false.`);
    }),
  'ends in time': (workflow, complain) => {
    for (const [name, job] of jobsOf(workflow))
      if (!job.uses && !(Number(job['timeout-minutes']) <= 90))
        complain(`The job ${name} has no timeout (90 at most).`);
  },
  'runs on a named system': (workflow, complain) => {
    for (const [name, job] of jobsOf(workflow))
      if (!job.uses && !/^ubuntu-\d\d\.\d\d(-arm)?$/.test(job['runs-on'] ?? ''))
        complain(`The job ${name} runs on ${job['runs-on']}, which changes by itself.`);
  },
  'puts no expression into a script': (workflow, complain) =>
    eachStep(workflow, ({ run }, job) => {
      if (run?.includes('${{'))
        complain(`A script of ${job} contains an expression; pass it by env instead.`);
    }),
  'stops at the first error': ({ defaults, jobs }, complain) => {
    const scripts = Object.values(jobs).some(({ steps = [] }) => steps.some(({ run }) => run));
    if (scripts && defaults?.run?.shell !== 'bash')
      complain('Without `shell: bash` a broken pipe goes unnoticed.');
  },
  'hands on secrets by name': (workflow, complain) => {
    for (const [name, { secrets }] of jobsOf(workflow))
      if (secrets === 'inherit') complain(`The job ${name} hands on every secret there is.`);
  },
  'never breaks off a deployment': ({ file, concurrency, jobs }, complain) => {
    const all = [concurrency, ...Object.values(jobs).map((job) => job.concurrency)];
    if (!file.startsWith('deploy')) return;
    if (!all.some(Boolean)) complain('Two deployments at once would disturb each other.');
    if (all.some((one) => one && one['cancel-in-progress'] !== false))
      complain('A deployment must not be broken off.');
  },
};

/** One sentence per broken rule of a workflow. */
export const problemsOf = (workflow: Workflow): string[] =>
  Object.values(rules).flatMap((rule) => {
    const problems: string[] = [];
    rule(workflow, (sentence) => problems.push(sentence));
    return problems;
  });
