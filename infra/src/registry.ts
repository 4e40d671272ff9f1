import * as aws from '@pulumi/aws';
import { kept } from './components/kept.ts';
import { deployables, type Deployable } from './deployables.ts';
import type { Keys } from './keys.ts';
import type { Settings } from './settings.ts';

/** Images of each deployable that stay, newest first: enough to go back several releases. */
export const imagesKept = 20;

/** One repository per deployable, `matinee/<name>`. A tag never moves; deployments name digests. */
export function createRegistry(settings: Settings, { key }: Keys): Record<Deployable, aws.ecr.Repository> {
  const made = deployables.map((deployable) => {
    const repository = new aws.ecr.Repository(
      deployable,
      {
        name: `matinee/${deployable}`,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [
          key ? { encryptionType: 'KMS', kmsKey: key.arn } : { encryptionType: 'AES256' },
        ],
        forceDelete: settings.allowDestroy,
      },
      // A repository keeps the key that it was made with; another profile must not ask for a new, empty one.
      { ...kept(settings), ignoreChanges: ['encryptionConfigurations'] },
    );
    new aws.ecr.LifecyclePolicy(deployable, { repository: repository.name, policy: lifecycle });
    return [deployable, repository] as const;
  });
  return Object.fromEntries(made) as Record<Deployable, aws.ecr.Repository>;
}

/**
 * A pushed image is an index (tagged) with its platform's image and attestations (untagged), so tags are counted. ECR
 * keeps what an index refers to; the second rule takes what is left when its index is gone.
 */
const lifecycle = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: `The newest ${imagesKept} stay`,
      selection: {
        tagStatus: 'tagged',
        tagPatternList: ['*'],
        countType: 'imageCountMoreThan',
        countNumber: imagesKept,
      },
      action: { type: 'expire' },
    },
    {
      rulePriority: 2,
      description: 'What no tag leads to goes after a week',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
});
