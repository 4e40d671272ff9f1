import { S3Error } from './errors.ts';
import { type XmlElement, child, childText, children } from './http/xml.ts';

export type LifecycleRule = {
  prefix: string;
  enabled: boolean;
  /** Days after initiation until an unfinished multipart upload is aborted. */
  abortUploadsAfterDays?: number;
  /** Days after creation until an object expires. */
  expireAfterDays?: number;
};

const DAY_MS = 86_400_000;

function days(rule: XmlElement, element: string, unit: string): number | undefined {
  const action = child(rule, element);
  if (!action) return undefined;
  const value = Number(childText(action, unit));
  if (action.children.length !== 1 || !Number.isInteger(value))
    throw new S3Error('NotImplemented', `Not implemented: ${element} without ${unit}`);
  if (value < 1)
    throw new S3Error('InvalidArgument', `'${unit}' for ${element} action must be a positive integer`);
  return value;
}

function parseRule(rule: XmlElement): LifecycleRule {
  const filter = child(rule, 'Filter');
  const known = ['ID', 'Filter', 'Prefix', 'Status', 'AbortIncompleteMultipartUpload', 'Expiration'];
  const unknown =
    rule.children.find(({ name }) => !known.includes(name)) ??
    filter?.children.find(({ name }) => name !== 'Prefix');
  if (unknown) throw new S3Error('NotImplemented', `Not implemented: lifecycle ${unknown.name}`);
  const status = childText(rule, 'Status');
  if (status !== 'Enabled' && status !== 'Disabled') throw new S3Error('MalformedXML');
  const parsed: LifecycleRule = {
    prefix: childText(filter, 'Prefix') ?? childText(rule, 'Prefix') ?? '',
    enabled: status === 'Enabled',
    abortUploadsAfterDays: days(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation'),
    expireAfterDays: days(rule, 'Expiration', 'Days'),
  };
  if (!parsed.abortUploadsAfterDays && !parsed.expireAfterDays)
    throw new S3Error('InvalidRequest', 'At least one action needs to be specified in a rule.');
  return parsed;
}

/** At most 1000 rules ("PutBucketLifecycleConfiguration", S3 API reference). */
export function parseLifecycle(document: XmlElement): LifecycleRule[] {
  const rules = children(document, 'Rule');
  if (document.name !== 'LifecycleConfiguration' || !rules.length || rules.length > 1000)
    throw new S3Error('MalformedXML');
  return rules.map(parseRule);
}

/**
 * The latest creation instant (ms) that is due now. S3 adds the days and rounds up to the next midnight UTC
 * ("Lifecycle rules: based on an object's age", S3 guide), so what is due was created before a midnight.
 */
export const dueBefore = (now: number, afterDays: number): number =>
  Math.floor(now / DAY_MS) * DAY_MS - afterDays * DAY_MS;
