import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfig } from '@matinee/service-kit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { authConfig } from '../../apps/auth-service/src/config.ts';
import { CatalogConfig } from '../../apps/catalog-service/src/config.ts';
import { Config as TranscodeConfig } from '../../apps/transcode-service/src/config.ts';
import { WorkerConfig } from '../../apps/transcode-service/src/worker/config.ts';
import { uploadConfig } from '../../apps/upload-service/src/config.ts';
import { webConfig } from '../../apps/web/src/config.ts';
import { deployables } from '../../infra/src/deployables.ts';
import { missingParts, parseCompose } from './compose.ts';

const file = 'docker/compose.yaml';
const text = readFileSync(file, 'utf8');
const compose = parseCompose(text);
const ofUs = Object.entries(compose.services).filter(([name]) => !['mysql', 'cloud'].includes(name));

describe('docker/compose.yaml', () => {
  it('names nothing that does not exist', () => {
    expect(missingParts(compose, file)).toEqual([]);
  });

  it.each([
    ['docker/web.Dockerfile', 'docker/client.Dockerfile', 'web: docker/client.Dockerfile does not exist.'],
    ['- mysql:/var/lib/mysql', '- data:/var/lib/mysql', 'mysql: the volume data does not exist.'],
    ['./mysql/databases.sql:', './mysql/tables.sql:', 'mysql: the volume ./mysql/tables.sql does not exist.'],
    ['service:cloud', 'service:clouds', 'auth shares the network of clouds, which does not exist.'],
    ['127.0.0.1:8080:8080', '8080:8080', 'cloud: the port 8080:8080 is open to others.'],
    ['healthcheck:', 'health:', 'cloud waits for the health of mysql, which has no check.'],
  ])('would say so if «%s» were «%s»', (good, bad, sentence) => {
    expect(missingParts(parseCompose(text.replace(good, bad)), file)).toContain(sentence);
  });

  it('runs the production image of everything that runs all the time', () => {
    const built = ofUs.map(
      ([, { build }]) =>
        build?.args?.DEPLOYABLE ?? /docker\/(\w+)\.Dockerfile/.exec(build?.dockerfile ?? '')?.[1],
    );
    expect([...new Set(built)].sort()).toEqual(deployables.filter((name) => name !== 'database').sort());
    expect(compose.services.mysql!.image).toBe('mysql:8.4');
  });

  it.each(ofUs)('%s may do as little as on ECS', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service).not.toHaveProperty('privileged');
  });

  it('migrates the databases and users that MySQL makes', () => {
    const sql = readFileSync('docker/mysql/databases.sql', 'utf8');
    for (const name of ['catalog', 'transcode']) {
      expect(compose.services.cloud!.command).toContain(
        `--${name}=mysql://${name}:${name}@mysql:3306/${name}`,
      );
      expect(sql).toMatch(new RegExp(`CREATE USER '${name}'@'%' IDENTIFIED BY '${name}'`));
      expect(sql).toContain(`CREATE DATABASE ${name} `);
    }
  });
});

describe('the environment of the containers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-compose-'));
  const env = join(folder, 'env');
  let base: number;
  let stop: () => Promise<unknown>;

  beforeAll(async () => {
    base = await freeBase();
    const script = compose.services.cloud!.command![0]!;
    const args = [script, '--data', join(folder, 'data'), '--env', env, '--port', String(base)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const exited = once(child, 'exit');
    stop = () => (child.kill('SIGTERM'), exited);
    await vi.waitFor(() => expect(existsSync(join(env, 'ready'))).toBe(true), {
      timeout: 50_000,
      interval: 100,
    });
  });
  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As `node --env-file` has it: what the container has already wins. */
  const environment = (name: string): Record<string, string> => {
    const { environment = {}, command = [] } = compose.services[name]!;
    const envFile = /^--env-file=\/run\/matinee\/(.+)$/.exec(command[0] ?? '')?.[1] ?? '';
    const fromFile = parseEnv(readFileSync(join(env, envFile), 'utf8')) as Record<string, string>;
    const own = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]));
    return { ...fromFile, ...own };
  };

  it.each([
    ['auth', authConfig, 'main.js'],
    ['catalog', CatalogConfig, 'main.js'],
    ['upload', uploadConfig, 'main.js'],
    ['transcode', TranscodeConfig, 'main.js'],
    ['worker', WorkerConfig, 'worker.js'],
  ] as [string, z.ZodObject, string][])('%s gets everything it asks for', (name, schema, entry) => {
    const given = environment(name);
    const config = readConfig(schema, given);
    expect(given.NODE_ENV).toBe('production');
    expect(config.DOCS ?? false).toBe(false);
    expect(compose.services[name]!.command!.at(-1)).toBe(entry);
  });

  it('web gets everything it asks for', () => {
    for (const [name, value] of Object.entries(environment('web'))) vi.stubEnv(name, value);
    expect(webConfig()).toMatchObject({ apiOrigin: `http://127.0.0.1:${base}`, development: false });
    vi.unstubAllEnvs();
  });

  it('the edge finds every service on the port that its container listens on', () => {
    for (const [name, { environment = {}, command }] of ofUs) {
      if (!environment.PORT) continue;
      const file = parseEnv(readFileSync(join(env, command![0]!.split('/').at(-1)!), 'utf8'));
      expect(Number(environment.PORT) - 8080, name).toBe(Number(file.PORT) - base);
    }
  });

  it('keeps a private key of several lines', () => {
    expect(environment('catalog').MEDIA_PRIVATE_KEY).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^]+\n-----END/);
  });
});

/** A port that is free with the twenty after it. */
async function freeBase(): Promise<number> {
  for (let base = 31080; ; base += 100) if (await allFree(base)) return base;
}

async function allFree(base: number): Promise<boolean> {
  const free = (port: number) =>
    new Promise<boolean>((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => free(base + index)));
  return answers.every(Boolean);
}
