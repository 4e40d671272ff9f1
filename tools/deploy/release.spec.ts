import { describe, expect, it } from 'vitest';
import { deployables } from '../../infra/src/deployables.ts';
import { planRelease } from './release-plan.ts';
import { readOutputs } from './stack-outputs.ts';

const each = (value: (name: string) => string) =>
  Object.fromEntries(deployables.map((name) => [name, value(name)]));
const sha = (letter: string) => `sha256:${letter.repeat(64)}`;
const stack = {
  publicOrigin: 'https://video.example.com',
  repositories: each((name) => `registry/matinee/${name}`),
  databaseTask: {
    cluster: 'matinee',
    family: 'matinee-database',
    command: ['main.js', 'migrate'],
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
    },
    logGroup: '/matinee/database',
  },
};
const running = each((name) => `registry/matinee/${name}@${sha('a')}`);
const outputs = (more: object = {}) => readOutputs(JSON.stringify({ ...stack, ...more }));

describe('a release', () => {
  it('names every image by digest and remembers what runs now', () => {
    const plan = planRelease(
      each(() => sha('b')),
      outputs({ images: running }),
    );
    expect(plan.next.web).toBe(`registry/matinee/web@${sha('b')}`);
    expect(plan).toMatchObject({ previous: running, same: false });
  });

  it('has nothing to go back to when it is the first', () => {
    expect(
      planRelease(
        each(() => sha('b')),
        outputs(),
      ).previous,
    ).toBeNull();
  });

  it('says when nothing changed, so that nothing has to be deployed', () => {
    expect(
      planRelease(
        each(() => sha('a')),
        outputs({ images: running }),
      ).same,
    ).toBe(true);
    expect(planRelease({ ...each(() => sha('a')), web: sha('b') }, outputs({ images: running })).same).toBe(
      false,
    );
  });

  it('refuses a missing or odd digest with a sentence', () => {
    const rest = Object.fromEntries(Object.entries(each(() => sha('b'))).filter(([name]) => name !== 'web'));
    expect(() => planRelease(rest, outputs())).toThrow('There is no digest of web.');
    expect(() => planRelease({ ...rest, web: 'latest' }, outputs())).toThrow('There is no digest of web.');
  });

  it('refuses outputs that are not those of a Matinee stack, by name', () => {
    expect(() => readOutputs('{}')).toThrow("The stack's output publicOrigin is not usable");
    expect(() => outputs({ images: { web: 'registry/web:latest' } })).toThrow("The stack's output images");
  });
});
