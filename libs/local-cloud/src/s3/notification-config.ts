import { S3Error } from './errors.ts';
import { type XmlElement, child, childText, children } from './http/xml.ts';

/** One queue or topic that wants to hear of some events of a bucket. */
export type NotificationTarget = {
  id: string;
  arn: string;
  /** `s3:ObjectCreated:*` and its kind. */
  events: string[];
  prefix: string;
  suffix: string;
};

const EVENTS =
  /^s3:(ObjectCreated:(\*|Put|CompleteMultipartUpload)|ObjectRemoved:(\*|Delete)|LifecycleExpiration:(\*|Delete))$/;

function filterOf(configuration: XmlElement): { prefix: string; suffix: string } {
  const filter = { prefix: '', suffix: '' };
  for (const rule of children(child(child(configuration, 'Filter'), 'S3Key'), 'FilterRule')) {
    const name = childText(rule, 'Name')?.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix')
      throw new S3Error('InvalidArgument', 'filter rule name must be either prefix or suffix');
    filter[name] = childText(rule, 'Value') ?? '';
  }
  return filter;
}

function parseTarget(configuration: XmlElement, kind: 'Queue' | 'Topic', index: number): NotificationTarget {
  const service = kind === 'Queue' ? 'sqs' : 'sns';
  const arn = childText(configuration, kind) ?? '';
  if (!new RegExp(`^arn:aws:${service}:[a-z0-9-]+:\\d{12}:[\\w.-]+$`).test(arn))
    throw new S3Error('InvalidArgument', 'The ARN is not well formed');
  const events = children(configuration, 'Event').map(({ text }) => text.trim());
  if (!events.length) throw new S3Error('MalformedXML');
  const unknown = events.find((event) => !EVENTS.test(event));
  if (unknown) throw new S3Error('NotImplemented', `Not implemented: event ${unknown}`);
  return {
    id: childText(configuration, 'Id') ?? `notification-${index}`,
    arn,
    events,
    ...filterOf(configuration),
  };
}

/** Queue and topic configurations; Lambda and EventBridge are refused. An empty document removes them all. */
export function parseNotification(document: XmlElement): NotificationTarget[] {
  if (document.name !== 'NotificationConfiguration') throw new S3Error('MalformedXML');
  return document.children.map((configuration, index) => {
    if (configuration.name === 'QueueConfiguration') return parseTarget(configuration, 'Queue', index);
    if (configuration.name === 'TopicConfiguration') return parseTarget(configuration, 'Topic', index);
    throw new S3Error('NotImplemented', `Not implemented: ${configuration.name}`);
  });
}

/** @param name without `s3:`, such as `ObjectCreated:Put` */
export const wantsEvent = (target: NotificationTarget, name: string, key: string): boolean =>
  key.startsWith(target.prefix) &&
  key.endsWith(target.suffix) &&
  target.events.some((event) =>
    event.endsWith('*') ? `s3:${name}`.startsWith(event.slice(0, -1)) : event === `s3:${name}`,
  );
