import { S3Error } from './errors.ts';
import { type XmlElement, child, childText, children } from './http/xml.ts';

export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds?: number;
};

const METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE'];
const texts = (rule: XmlElement, name: string): string[] =>
  children(rule, name).map(({ text }) => text.trim());
const oneWildcard = (pattern: string): boolean => pattern.split('*').length <= 2;

function parseRule(rule: XmlElement): CorsRule {
  const parsed: CorsRule = {
    allowedOrigins: texts(rule, 'AllowedOrigin'),
    allowedMethods: texts(rule, 'AllowedMethod'),
    allowedHeaders: texts(rule, 'AllowedHeader').map((header) => header.toLowerCase()),
    exposeHeaders: texts(rule, 'ExposeHeader'),
  };
  const age = childText(rule, 'MaxAgeSeconds');
  if (age !== undefined) parsed.maxAgeSeconds = Number(age);
  const { allowedOrigins, allowedMethods, allowedHeaders, maxAgeSeconds = 0 } = parsed;
  if (!allowedOrigins.length || !allowedMethods.length || !Number.isInteger(maxAgeSeconds))
    throw new S3Error('MalformedXML');
  const method = allowedMethods.find((name) => !METHODS.includes(name));
  if (method) throw new S3Error('InvalidRequest', `Found unsupported HTTP method in CORS config: ${method}`);
  if (![...allowedOrigins, ...allowedHeaders].every(oneWildcard))
    throw new S3Error('InvalidRequest', 'An AllowedOrigin or AllowedHeader can have at most one wildcard.');
  return parsed;
}

/** At most 100 rules ("PutBucketCors", S3 API reference). */
export function parseCors(document: XmlElement): CorsRule[] {
  const rules = children(document, 'CORSRule');
  if (document.name !== 'CORSConfiguration' || !rules.length || rules.length > 100)
    throw new S3Error('MalformedXML');
  if (rules.some((rule) => child(rule, 'CORSRule'))) throw new S3Error('MalformedXML');
  return rules.map(parseRule);
}

function matches(pattern: string, value: string): boolean {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === value;
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}

/** The first rule that allows the origin, the method and (of a preflight) every header. */
export const findCorsRule = (
  rules: CorsRule[],
  origin: string,
  method: string,
  requestHeaders: string[] = [],
): CorsRule | undefined =>
  rules.find(
    (rule) =>
      rule.allowedMethods.includes(method) &&
      rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      requestHeaders.every((header) => rule.allowedHeaders.some((pattern) => matches(pattern, header))),
  );

/** Headers of an actual response to a browser of an allowed origin. */
export function corsHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyone = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(anyone ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposeHeaders.length ? { 'access-control-expose-headers': rule.exposeHeaders.join(', ') } : {}),
  };
}

export type Preflight = { origin?: string; method?: string; headers?: string };

/**
 * Headers of a successful preflight.
 * @throws S3Error AccessForbidden when no rule matches, as S3 answers
 */
export function preflightHeaders(rules: CorsRule[], preflight: Preflight): Record<string, string> {
  const { origin, method } = preflight;
  if (!origin || !method)
    throw new S3Error('InvalidRequest', 'Insufficient information. Origin request header needed.');
  const requested = (preflight.headers ?? '')
    .split(',')
    .map((header) => header.trim().toLowerCase())
    .filter(Boolean);
  const rule = findCorsRule(rules, origin, method, requested);
  if (!rule) throw new S3Error('AccessForbidden');
  return {
    ...corsHeaders(rule, origin),
    ...(requested.length ? { 'access-control-allow-headers': requested.join(', ') } : {}),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  };
}
