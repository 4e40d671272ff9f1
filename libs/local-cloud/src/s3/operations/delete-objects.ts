import { S3Error } from '../errors.ts';
import type { S3Context } from '../context.ts';
import type { EventCause, S3EventName } from '../events.ts';
import { readDocument } from '../http/body.ts';
import { xmlResponse } from '../http/request.ts';
import { childText, children, documentXml, element, parseXml } from '../http/xml.ts';
import { type Operation, causeOf } from './operation.ts';

/** Most keys of one DeleteObjects request (S3 API reference). */
const MAX_KEYS = 1000;

/** Deletes keys, present or not, in one transaction. */
export function removeObjects(
  context: S3Context,
  bucket: string,
  keys: string[],
  name: S3EventName,
  cause: EventCause,
): void {
  context.commit(() => {
    const freed: string[] = [];
    for (const key of keys) {
      if (!context.objects.exists(bucket, key)) continue;
      freed.push(...context.objects.remove(bucket, key));
      context.announce({ name, bucket, key }, cause);
    }
    return { freed, result: undefined };
  });
}

export const deleteObject: Operation = (context, request) => {
  removeObjects(context, request.bucket, [request.key], 'ObjectRemoved:Delete', causeOf(request));
  return { status: 204 };
};

export const deleteObjects: Operation = async (context, request) => {
  const document = parseXml(await readDocument(request, { digestRequired: true }));
  const keys = children(document, 'Object').map((object) => {
    const key = childText(object, 'Key');
    if (!key) throw new S3Error('MalformedXML');
    return key;
  });
  if (document.name !== 'Delete' || !keys.length || keys.length > MAX_KEYS) throw new S3Error('MalformedXML');
  removeObjects(context, request.bucket, keys, 'ObjectRemoved:Delete', causeOf(request));
  const quiet = childText(document, 'Quiet') === 'true';
  const deleted = quiet ? [] : keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`);
  return xmlResponse(documentXml('DeleteResult', deleted.join('')));
};
