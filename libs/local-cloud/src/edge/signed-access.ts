import { constants, createVerify } from 'node:crypto';

/** Public keys by key pair id: a CloudFront key group. Two, while one replaces the other. */
export type TrustedKeys = ReadonlyMap<string, string>;

export type AccessRequest = {
  /** The URL as the viewer asked for it, on the public origin. */
  url: URL;
  cookies: ReadonlyMap<string, string>;
  trustedKeys: TrustedKeys;
  /** Seconds since 1970. */
  nowSeconds: number;
};

/** What CloudFront answers: nothing, or the code of its 403. */
export type Refusal = 'MissingKey' | 'InvalidKey' | 'AccessDenied';

type Grant = Partial<Record<(typeof fields)[number], string>>;
const fields = ['Policy', 'Expires', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'] as const;

const MAX_POLICY_BYTES = 4096; // ours have about 150; a cookie has at most 4096

/**
 * Decides like CloudFront over a signed URL or signed cookies (developer guide, "Serve private content with
 * signed URLs and signed cookies"): custom or canned policy, RSA with SHA-1 or SHA-256, one statement,
 * wildcards `*` and `?` in the resource. Conditions we do not know refuse.
 */
export function refuseAccess({ url, cookies, trustedKeys, nowSeconds }: AccessRequest): Refusal | undefined {
  const grant = grantOf(url, cookies);
  if (!grant['Key-Pair-Id']) return 'MissingKey';
  const publicKey = trustedKeys.get(grant['Key-Pair-Id']);
  if (!publicKey) return 'InvalidKey';
  const resource = withoutGrant(url);
  const policy = policyText(grant, resource);
  if (!policy || !isSigned(policy, grant, publicKey)) return 'AccessDenied';
  return allows(policy, resource, nowSeconds) ? undefined : 'AccessDenied';
}

/** "CloudFront signed URLs take precedence over signed cookies": the cookies do not rescue a bad URL. */
function grantOf(url: URL, cookies: ReadonlyMap<string, string>): Grant {
  const fromUrl = pick((field) => url.searchParams.get(field) ?? undefined);
  const isSignedUrl = fromUrl.Signature !== undefined || fromUrl['Key-Pair-Id'] !== undefined;
  return isSignedUrl ? fromUrl : pick((field) => cookies.get(`CloudFront-${field}`));
}

const pick = (read: (field: string) => string | undefined): Grant =>
  Object.fromEntries(fields.map((field) => [field, read(field)]));

/** The signed resource is the URL without CloudFront's own parameters; the others stay, in order. */
function withoutGrant(url: URL): string {
  const names = new Set<string>(fields);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair && !names.has(pair.split('=', 1)[0] ?? ''));
  return `${url.origin}${url.pathname}${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}

function policyText(grant: Grant, resource: string): string | undefined {
  if (grant.Policy)
    return grant.Policy.length <= MAX_POLICY_BYTES ? decode(grant.Policy).toString() : undefined;
  const expires = Number(grant.Expires);
  if (!Number.isSafeInteger(expires) || expires <= 0) return undefined;
  // A canned policy is not sent: both sides write the same text.
  const DateLessThan = { 'AWS:EpochTime': expires };
  return JSON.stringify({ Statement: [{ Resource: resource, Condition: { DateLessThan } }] });
}

function isSigned(policy: string, grant: Grant, publicKey: string): boolean {
  const algorithm = grant['Hash-Algorithm'] ?? 'SHA1';
  if (algorithm !== 'SHA1' && algorithm !== 'SHA256') return false;
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  return createVerify(`RSA-${algorithm}`)
    .update(policy)
    .verify(key, decode(grant.Signature ?? ''));
}

/** CloudFront's base64: `+ = /` are written `- _ ~`, which need no escaping in a URL. */
const decode = (text: string): Buffer =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

type Time = { 'AWS:EpochTime'?: unknown };
type Statement = { Resource?: unknown; Condition?: Record<string, Time> };

function allows(policy: string, resource: string, nowSeconds: number): boolean {
  const statement = onlyStatement(policy);
  if (typeof statement?.Resource !== 'string' || !wildcard(statement.Resource).test(resource)) return false;
  const { DateLessThan, DateGreaterThan, ...unknown } = statement.Condition ?? {};
  if (Object.keys(unknown).length > 0) return false;
  const before = DateLessThan?.['AWS:EpochTime'];
  const after = DateGreaterThan === undefined ? 0 : DateGreaterThan['AWS:EpochTime'];
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return nowSeconds < before && nowSeconds >= after;
}

function onlyStatement(policy: string): Statement | undefined {
  try {
    const { Statement: statements }: { Statement?: Statement[] } = JSON.parse(policy);
    return Array.isArray(statements) && statements.length === 1 ? statements[0] : undefined;
  } catch {
    return undefined;
  }
}

/** "* matches 0 or more characters, ? matches exactly one". Runs of * collapse, so matching stays cheap. */
const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/\*+/g, '*')
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
