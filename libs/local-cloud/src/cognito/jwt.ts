import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

export type Claims = Record<string, unknown>;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Claims =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

/** RS256 tokens of one key. `verify` returns the claims of a token signed by it, otherwise undefined. */
export function createJwtSigner(pem: string) {
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const kid = createHash('sha256').update(pem).digest('base64url').slice(0, 20);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };

  return {
    jwks: { keys: [jwk] },
    sign(claims: Claims): string {
      const signed = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
    verify(token: unknown): Claims | undefined {
      const [header, payload, signature, ...rest] = String(token).split('.');
      try {
        // The algorithm is never taken from the token: whatever it claims, the check below is RS256 with our key.
        const signed = Buffer.from(`${header}.${payload}`);
        const genuine = verify('sha256', signed, publicKey, Buffer.from(signature ?? '', 'base64url'));
        return genuine && rest.length === 0 && decode(header)['kid'] === kid ? decode(payload) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

export type JwtSigner = ReturnType<typeof createJwtSigner>;
