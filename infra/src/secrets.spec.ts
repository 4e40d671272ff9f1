import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileNames } from './profiles.ts';
import { ground, type Ground } from './spec-ground.ts';

describe.each(profileNames)('secrets of %s', (profile) => {
  let made: Ground;
  beforeAll(async () => {
    made = await ground({ profile });
  });

  it('are these, each with a sentence on who renews it', () => {
    const secrets = made.all('secretsmanager/secret:Secret');
    expect(secrets.map(({ inputs }) => inputs['name'])).toEqual([
      'matinee/database/catalog',
      'matinee/database/transcode',
      'matinee/media-keys',
      'matinee/upload-token',
      'matinee/worker-token',
    ]);
    for (const { inputs } of secrets) {
      expect(inputs['description']).toContain('Renewed');
      const [guide] = /docs\/.*/.exec(inputs['description'] as string) ?? [];
      if (guide) expect(existsSync(new URL(`../../${guide}`, import.meta.url)), guide).toBe(true);
      expect(inputs['recoveryWindowInDays']).toBe(30);
    }
  });

  it('are empty: no value passes through the program', () => {
    const types = made.resources.map(({ type }) => type);
    expect(types.filter((type) => /SecretVersion|RandomPassword|PrivateKey/.test(type))).toEqual([]);
    const { inputs } = made.one('rds/instance:Instance', 'database');
    expect(inputs).not.toHaveProperty('password');
    expect(inputs['manageMasterUserPassword']).toBe(true);
  });
});

describe('a stack that may be destroyed', () => {
  it('frees the names of its secrets at once', async () => {
    const { all } = await ground({ profile: 'lean', allowDestroy: 'true' });
    for (const { inputs } of all('secretsmanager/secret:Secret'))
      expect(inputs['recoveryWindowInDays']).toBe(0);
  });
});
