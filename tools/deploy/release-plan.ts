import { deployables, type Deployable } from '../../infra/src/deployables.ts';
import type { Images, Outputs } from './stack-outputs.ts';

export type Release = {
  /** What to deploy: an image by digest for every deployable. */
  next: Images;
  /** What to go back to when the smoke test fails; null when nothing has run yet. */
  previous: Images | null;
  /** Nothing differs: the deployment has nothing to do. */
  same: boolean;
};

/**
 * Decides a release from the digests that were built and the outputs of the stack that runs now.
 * @throws Error with a sentence when a digest or a repository is missing
 */
export function planRelease(digests: Partial<Record<Deployable, string>>, outputs: Outputs): Release {
  const { repositories, images } = outputs;
  const image = (deployable: Deployable) => {
    const digest = digests[deployable] ?? '';
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`There is no digest of ${deployable}.`);
    return `${repositories[deployable]}@${digest}`;
  };
  const next = Object.fromEntries(deployables.map((name) => [name, image(name)])) as Images;
  return {
    next,
    previous: images ?? null,
    same: images !== undefined && deployables.every((name) => images[name] === next[name]),
  };
}
