import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployables } from '../../infra/src/deployables.ts';

const manifest = '{"schemaVersion":2}';
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
const images = (wanted: string) =>
  Object.fromEntries(
    deployables.map((name) => [name, `1.dkr.ecr.us-east-1.amazonaws.com/matinee/${name}@${wanted}`]),
  );

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'matinee-release-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that writes down how it is called and then runs a line of shell. */
const stub = (program: string, script: string) =>
  writeFileSync(join(folder, program), `#!/bin/sh\necho "${program} $*" >> "${folder}/calls"\n${script}\n`, {
    mode: 0o755,
  });
const calls = () =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [];
const run = (...args: string[]) =>
  spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: [folder, process.env.PATH].join(delimiter) },
  });
const release = (content: object) => {
  const file = join(folder, 'release.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe('pushing a release', () => {
  const push = (wanted: string) =>
    run('tools/deploy/release-push.ts', 'built', release({ next: images(wanted), previous: null }));
  beforeEach(() => {
    stub('aws', `case "$*" in *get-login*) echo token ;; *matinee/web*) exit 0 ;; *) exit 254 ;; esac`);
    stub('skopeo', `case "$1" in inspect) printf '%s' '${manifest}' ;; esac`);
  });

  it('copies what the registry does not have, archives as they are, by digest', () => {
    expect(push(digest)).toMatchObject({ status: 0 });
    const copies = calls().filter((line) => line.startsWith('skopeo copy'));
    expect(copies).toHaveLength(deployables.length - 1);
    expect(copies[0]).toBe(
      `skopeo copy --all --preserve-digests oci-archive:built/auth.tar docker://1.dkr.ecr.us-east-1.amazonaws.com/matinee/auth:${digest.slice(7)}`,
    );
    expect(calls().join('\n')).not.toContain('token');
  });

  it('stops when what arrived is not what was built', () => {
    const other = `sha256:${'b'.repeat(64)}`;
    expect(push(other)).toMatchObject({ status: 1, stderr: expect.stringContaining('another build') });
  });
});

describe('bringing images into service', () => {
  const stack = (...args: string[]) => run('tools/deploy/release-stack.ts', ...args);

  it('names them to Pulumi and waits for it', () => {
    stub('pulumi', '');
    const file = release({ next: images(digest), previous: images(`sha256:${'a'.repeat(64)}`) });
    expect(stack('up', 'staging', file, 'previous')).toMatchObject({ status: 0 });
    const last = calls().slice(-2);
    expect(last[0]).toContain('config set matinee:images');
    expect(last[0]).toContain(`matinee/web@sha256:${'a'.repeat(64)}`);
    expect(last[1]).toMatch(/^pulumi up --yes/);
  });

  it('cannot go back from the first release, and says so', () => {
    stub('pulumi', '');
    const answer = stack('up', 'staging', release({ next: images(digest), previous: null }), 'previous');
    expect(answer).toMatchObject({ status: 1, stderr: expect.stringContaining('first release') });
    expect(calls().join('\n')).not.toContain('pulumi up');
  });

  it('fails when Pulumi fails, with what it said', () => {
    stub('pulumi', 'case "$1" in stack) echo "no stack named staging" >&2; exit 255 ;; esac');
    expect(stack('drift', 'staging')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no stack named staging'),
    });
  });

  it('writes the outputs for the other steps', () => {
    stub('pulumi', `case "$2" in output) echo '{"publicOrigin":"https://video.example.com"}' ;; esac`);
    const file = join(folder, 'outputs.json');
    expect(stack('outputs', 'staging', file)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ publicOrigin: 'https://video.example.com' });
  });
});
