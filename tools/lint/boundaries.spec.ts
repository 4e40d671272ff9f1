import { spawnSync } from 'node:child_process';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
let eslint: ESLint;

/** Rules broken by a file with this content at this place; nothing is written to disk. */
async function broken(filePath: string, content: string): Promise<string[]> {
  const [result] = await eslint.lintText(content, { filePath });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

describe('boundaries', () => {
  // The rule needs Nx's project graph in its cache, and only warns that it is skipped without one.
  beforeAll(() => {
    const { status } = spawnSync('npx', ['nx', 'show', 'projects'], { cwd: root });
    expect(status).toBe(0);
    eslint = new ESLint({ cwd: root });
  }, 120_000);

  const nx = '@nx/enforce-module-boundaries';
  it.each([
    [
      'a service must not import a service',
      'apps/auth-service/src/x.ts',
      "import '../../catalog-service/src/app.ts';",
      nx,
    ],
    [
      'a service must not import the local cloud',
      'apps/upload-service/src/x.ts',
      "import '@matinee/local-cloud';",
      nx,
    ],
    ['contracts must not import a lib', 'libs/contracts/src/x.ts', "import '@matinee/storage';", nx],
    ['media must not import a lib', 'libs/media/src/x.ts', "import '@matinee/messaging';", nx],
    [
      'the web client must not import a lib for servers',
      'apps/web/src/x.ts',
      "import '@matinee/service-kit';",
      nx,
    ],
    [
      'infrastructure must not import a service',
      'infra/src/x.ts',
      "import '../../apps/auth-service/src/app.ts';",
      nx,
    ],
  ])('%s', async (_title, place, content, ruleId) => {
    expect(await broken(place, content)).toContain(ruleId);
  });

  const restricted = 'no-restricted-imports';
  it.each([
    ['only the fleet knows ECS', 'apps/catalog-service/src/x.ts', "import '@aws-sdk/client-ecs';"],
    [
      'only service-kit reads secrets',
      'apps/catalog-service/src/x.ts',
      "import '@aws-sdk/client-secrets-manager';",
    ],
    ['only storage knows S3', 'apps/upload-service/src/x.ts', "import '@aws-sdk/client-s3';"],
    ['only messaging knows SQS', 'apps/catalog-service/src/x.ts', "import '@aws-sdk/client-sqs';"],
    [
      'only auth-service knows Cognito',
      'apps/catalog-service/src/x.ts',
      "import '@aws-sdk/client-cognito-identity-provider';",
    ],
    ['only repositories know Prisma', 'apps/catalog-service/src/features/videos/service.ts', "import '#db';"],
    ['contracts do no I/O', 'libs/contracts/src/x.ts', "import 'node:fs';"],
  ])('%s', async (_title, place, content) => {
    expect(await broken(place, content)).toContain(restricted);
  });

  it('only config files read the environment', async () => {
    const content = 'export const x = process.env.X;';
    expect(await broken('apps/auth-service/src/x.ts', content)).toContain('no-restricted-properties');
    expect(await broken('apps/auth-service/src/config.ts', content)).toEqual([]);
  });

  it('allows what the architecture allows', async () => {
    expect(await broken('apps/auth-service/src/x.ts', "import '@matinee/service-kit';")).toEqual([]);
    expect(await broken('apps/catalog-service/src/features/videos/repository.ts', "import '#db';")).toEqual(
      [],
    );
    expect(await broken('libs/storage/src/x.ts', "import '@aws-sdk/client-s3';")).toEqual([]);
  });
});
