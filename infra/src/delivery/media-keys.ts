import * as aws from '@pulumi/aws';
import type { Settings } from '../settings.ts';

/**
 * The public keys that signed cookies are checked with: both are trusted at any time, so that one can be replaced while the
 * other signs. Neither has a fixed name: a new one is made before the old one goes.
 */
export function createMediaKeys({ mediaKeys }: Settings) {
  if (!mediaKeys) return undefined;
  const key = (name: 'first' | 'second') =>
    new aws.cloudfront.PublicKey(`media-${name}`, {
      encodedKey: mediaKeys[name],
      comment: `Checks cookies for /media, ${name} of two`,
    });
  const keys = { first: key('first'), second: key('second') };
  const group = new aws.cloudfront.KeyGroup('media', {
    items: [keys.first.id, keys.second.id],
    comment: 'Signers of cookies for /media',
  });
  return { keys, group };
}
