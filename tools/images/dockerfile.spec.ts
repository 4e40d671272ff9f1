import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenRules, finalStage } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const bases = JSON.parse(read('docker/bases.json')) as Record<string, string>;
const imageBases = { BASE: bases.BASE!, NODE: bases.NODE! };
const dockerfiles = ['docker/service.Dockerfile', 'docker/transcode.Dockerfile', 'docker/web.Dockerfile'];

describe('the Dockerfiles', () => {
  it.each(dockerfiles)('%s keeps every rule', (path) => {
    expect(brokenRules(read(path), imageBases)).toEqual([]);
  });

  it.each([
    ['ENTRYPOINT ["tini", "-s", "--", "node"]', 'ENTRYPOINT ["node"]', 'init process'],
    ['USER 10001:10001', 'USER root', 'runs as 10001'],
    ['HOME=/tmp', '', 'home'],
    ['VOLUME /tmp', 'VOLUME /var/tmp', 'may write to the volume'],
    ['COPY --from=build /app /app', 'COPY . /app', 'through the build stage'],
    ['/usr/local/bin/node /usr/local/bin/node', '/usr/local /usr/local', 'only Node.js'],
    ['FROM ${BASE}', 'FROM debian:latest', 'pin'],
    ['npm ci --ignore-scripts', 'npm ci', 'no script'],
    ['npm run --silent images --', 'cp', 'script of the specs'],
    ['ARG VERSION=0.1.0', 'ARG NPM_TOKEN', 'no secret'],
    ['HEALTHCHECK', '# HEALTHCHECK', 'says how it is'],
  ])('a rule bites when «%s» becomes «%s»', (good, bad, sentence) => {
    const broken = read('docker/service.Dockerfile').replace(good, bad);
    expect(brokenRules(broken, imageBases).join(' ')).toContain(sentence);
  });

  it('are built with the Node.js that everything is tested with', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(bases.NODE).toMatch(
      new RegExp(`^node:${devDependencies.node}-bookworm-slim(@sha256:[0-9a-f]{64})?$`),
    );
  });

  it('put ffmpeg and everything that its sandbox needs into the transcode image alone', () => {
    const programs = (path: string) =>
      finalStage(read(path)).find(({ text }) => text.includes('apt-get install'))?.text ?? '';
    for (const name of ['ffmpeg', 'util-linux', 'coreutils'])
      expect(programs('docker/transcode.Dockerfile')).toContain(name);
    expect(programs('docker/service.Dockerfile')).not.toContain('ffmpeg');
    expect(programs('docker/web.Dockerfile')).not.toContain('ffmpeg');
  });

  it('let nobody read the programs of a worker, and with them its environment and memory', () => {
    const transcode = read('docker/transcode.Dockerfile');
    expect(transcode).toContain('COPY --from=node --chmod=0111 /usr/local/bin/node /usr/local/bin/node');
    expect(transcode).toContain('chmod 0111 /usr/bin/tini');
  });

  it('see no file that was built, installed or written on the machine that builds them', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const path of [
      '.git',
      '.matinee',
      '**/.env*',
      '**/node_modules',
      '**/dist',
      '**/.next',
      '**/generated',
      '**/*.pem',
    ])
      expect(ignored).toContain(path);
  });
});
