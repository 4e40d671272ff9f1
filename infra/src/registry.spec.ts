import { describe, expect, it } from 'vitest';
import { deployables } from './deployables.ts';
import { profileNames, profiles } from './profiles.ts';
import { ground } from './spec-ground.ts';

describe.each(profileNames)('the registry of %s', (profile) => {
  it('has a scanned repository per deployable whose tags never move', async () => {
    const { all } = await ground({ profile });
    const repositories = all('ecr/repository:Repository');
    expect(repositories.map(({ inputs }) => inputs['name'])).toEqual(
      deployables.map((name) => `matinee/${name}`).toSorted(),
    );
    for (const { inputs, options } of repositories) {
      expect(options.ignoreChanges).toEqual(['encryptionConfigurations']);
      expect(inputs).toMatchObject({
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        forceDelete: false,
      });
      const [encryption] = inputs['encryptionConfigurations'] as { encryptionType: string }[];
      expect(encryption!.encryptionType).toBe(profiles[profile].ownKey ? 'KMS' : 'AES256');
    }
  });

  it('keeps the newest 20 images of each', async () => {
    const { all } = await ground({ profile });
    const policies = all('ecr/lifecyclePolicy:LifecyclePolicy');
    expect(policies).toHaveLength(deployables.length);
    for (const { inputs } of policies) {
      const { rules } = JSON.parse(inputs['policy'] as string);
      expect(rules[0].selection).toEqual({
        tagStatus: 'tagged',
        tagPatternList: ['*'],
        countType: 'imageCountMoreThan',
        countNumber: 20,
      });
      expect(rules[1].selection).toMatchObject({ tagStatus: 'untagged', countUnit: 'days' });
    }
  });
});
