// node tools/deploy/release-push.ts <folder> <release.json>: pushes <folder>/<deployable>.tar, unchanged, to where the
// release wants it, unless it is there. Needs skopeo, the AWS CLI and credentials for the account of the repositories.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, main, succeeds, tell } from './command.ts';
import type { Release } from './release-plan.ts';

const { AWS_REGION: region = 'us-east-1' } = process.env;

await main(([folder, file]) => {
  if (!folder || !file) throw new Error('Usage: node tools/deploy/release-push.ts <folder> <release.json>');
  const { next } = JSON.parse(readFileSync(file, 'utf8')) as Release;
  const [registry = ''] = next.web.split('/');
  const input = ask('aws', ['ecr', 'get-login-password', '--region', region]);
  ask('skopeo', ['login', '--username', 'AWS', '--password-stdin', registry], { input });
  for (const [deployable, image] of Object.entries(next)) push(join(folder, `${deployable}.tar`), image);
});

function push(archive: string, image: string): void {
  const [repository = '', digest = ''] = image.split('@');
  const name = repository.slice(repository.indexOf('/') + 1);
  const find = ['ecr', 'describe-images', '--region', region, '--repository-name', name];
  if (succeeds('aws', [...find, '--image-ids', `imageDigest=${digest}`])) {
    console.log(`${name} has ${digest}`);
    return;
  }
  // Tags never move in our repositories: a digest is its own tag.
  const target = `docker://${repository}:${digest.slice('sha256:'.length)}`;
  tell('skopeo', ['copy', '--all', '--preserve-digests', `oci-archive:${archive}`, target]);
  const pushed = createHash('sha256')
    .update(ask('skopeo', ['inspect', '--raw', target]))
    .digest('hex');
  if (`sha256:${pushed}` !== digest)
    throw new Error(
      `${name} was pushed as sha256:${pushed}, not as ${digest}: the archive is of another build.`,
    );
}
