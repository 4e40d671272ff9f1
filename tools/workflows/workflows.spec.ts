import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployables } from '../../infra/src/deployables.ts';
import { danglingReferences } from './references.ts';
import { problemsOf, rules } from './rules.ts';
import { parseWorkflow, type Workflow } from './workflow.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const all = readdirSync(folder).map((file) => parseWorkflow(file, readFileSync(join(folder, file), 'utf8')));
const named = (file: string): Workflow => all.find((workflow) => workflow.file === file)!;
/** A workflow with one thing made worse. */
const worse = (file: string, good: string, bad: string): Workflow => {
  const { text } = named(file);
  expect(text).toContain(good);
  return parseWorkflow(file, text.replace(good, bad));
};

describe.each(all.map((workflow) => [workflow.file, workflow] as const))('%s', (_file, workflow) => {
  it('keeps every rule', () => {
    expect(problemsOf(workflow)).toEqual([]);
  });

  it('names nothing that does not exist', () => {
    expect(danglingReferences(workflow, all, root)).toEqual([]);
  });
});

const bad: [keyof typeof rules, string, string, string][] = [
  ['grants nothing by default', 'ci.yml', 'permissions: {}', 'permissions: read-all'],
  ['grants each job what it deserves', 'ci.yml', '      contents: read', '      contents: write'],
  ['grants each job what it deserves', 'ci.yml', '    permissions:\n      contents: read\n', ''],
  ['pins every action', 'ci.yml', '11bd71901bbe5b1630ceea73d27597364c9af683', 'v4'],
  [
    'pins every action',
    'ci.yml',
    '11bd71901bbe5b1630ceea73d27597364c9af683',
    '21bd71901bbe5b1630ceea73d27597364c9af683',
  ],
  ['pins every action', 'ci.yml', '# v4.2.2', '# v4.2.3'],
  ['pins every action', 'images.yml', 'anchore/scan-action@', 'somebody/scan-action@'],
  ['starts for nobody else’s code with our rights', 'ci.yml', '  pull_request:', '  pull_request_target:'],
  ['knows no key of AWS', 'deploy-environment.yml', 'role-to-assume:', 'aws-access-key-id:'],
  [
    'takes a role only in an environment',
    'deploy-environment.yml',
    '    environment: ${{ inputs.environment }}\n',
    '',
  ],
  ['leaves no token in the checkout', 'ci.yml', '        with:\n          persist-credentials: false\n', ''],
  ['ends in time', 'ci.yml', '    timeout-minutes: 60\n', ''],
  ['ends in time', 'ci.yml', 'timeout-minutes: 60', 'timeout-minutes: 360'],
  ['runs on a named system', 'ci.yml', 'ubuntu-24.04', 'ubuntu-latest'],
  ['puts no expression into a script', 'ci.yml', '"$PROJECT"', '"${{ matrix.project.name }}"'],
  ['stops at the first error', 'ci.yml', 'shell: bash', 'shell: sh'],
  [
    'hands on secrets by name',
    'deploy.yml',
    'secrets:\n      SMOKE_PASSWORD: ${{ secrets.STAGING_SMOKE_PASSWORD }}\n      PULUMI_CONFIG_PASSPHRASE: ${{ secrets.STAGING_PULUMI_PASSPHRASE }}',
    'secrets: inherit',
  ],
  ['never breaks off a deployment', 'deploy.yml', 'cancel-in-progress: false', 'cancel-in-progress: true'],
];

describe('each rule bites', () => {
  it.each(bad)('%s: %s with «%s» as «%s»', (rule, file, good, replacement) => {
    const problems: string[] = [];
    rules[rule]!(worse(file, good, replacement), (sentence) => problems.push(sentence));
    expect(problems).not.toEqual([]);
  });

  it('every rule is among the bad examples', () => {
    expect(new Set(bad.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
  });

  it.each([
    ['deploy.yml', 'needs: ci', 'needs: tests', 'images needs tests, which does not exist.'],
    [
      'deploy.yml',
      'workflows/images.yml',
      'workflows/image.yml',
      'images calls ./.github/workflows/image.yml, which cannot be called.',
    ],
    [
      'deploy.yml',
      '      environment: staging\n',
      '',
      'staging does not give environment to deploy-environment.yml.',
    ],
    [
      'ci.yml',
      'npm run db:check',
      'npm run db:verify',
      'mysql runs the script db:verify, which package.json does not have.',
    ],
    ['ci.yml', 'npx vitest', 'npx jest', 'project starts jest, which might be downloaded.'],
    ['images.yml', 'docker/build.sh', 'docker/make.sh', 'build names docker/make.sh, which does not exist.'],
  ])('%s with «%s» as «%s»', (file, good, replacement, sentence) => {
    expect(danglingReferences(worse(file, good, replacement), all, root)).toContain(sentence);
  });
});

describe('a deployment', () => {
  const steps = named('deploy-environment.yml').jobs.deploy!.steps!;
  const position = (part: string) => steps.findIndex(({ run }) => run?.includes(part));

  it('migrates with the new image before it brings images into service, and tests them after', () => {
    const order = [
      'release-push.ts',
      'migrate.ts',
      'release.json next',
      'npm run smoke',
      'release.json previous',
    ];
    const positions = order.map(position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions[0]).toBeGreaterThan(0);
  });

  it('goes back by itself when bringing into service or the smoke test fails', () => {
    expect(steps[position('release.json previous')]!.if).toMatch(
      /^\(failure\(\) .*steps\.up\.outcome != 'skipped'$/,
    );
    expect(steps[position('release.json next')]!.id).toBe('up');
    // The role lasts an hour; what came before may have taken it.
    const before = steps[position('release.json previous') - 1]!;
    expect(before.uses).toMatch(/^aws-actions\/configure-aws-credentials@/);
    expect(before.if).toBe(steps[position('release.json previous')]!.if);
  });

  it('reaches production only through staging, with the very same digests', () => {
    const { staging, production } = named('deploy.yml').jobs;
    expect(production!.needs).toContain('staging');
    expect(production!.with!.digests).toBe(staging!.with!.digests);
  });

  it('builds every deployable', () => {
    expect(named('images.yml').text).toContain(`deployable: [${deployables.join(', ')}]`);
  });
});
