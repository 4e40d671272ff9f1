import { S3Error } from '../errors.ts';
import { encodeKeyPath } from '../http/uri.ts';
import { type S3Request, queryInteger, xmlResponse } from '../http/request.ts';
import { documentXml, element } from '../http/xml.ts';
import { afterKey, afterPrefix } from '../store/key-order.ts';
import type { ObjectIndex, StoredObject } from '../store/objects.ts';
import type { Operation } from './operation.ts';

/** Most entries of one page (ListObjectsV2, S3 API reference). */
const MAX_KEYS = 1000;

type Page = { objects: StoredObject[]; prefixes: string[]; next?: string };

/** Walks the keys in byte order; a common prefix counts as one entry and is skipped in one step. */
function collectPage(
  index: ObjectIndex,
  query: { bucket: string; prefix: string; delimiter: string; from: string; limit: number },
): Page {
  const { bucket, prefix, delimiter, limit } = query;
  const page: Page = { objects: [], prefixes: [] };
  let from: string | undefined = query.from;
  while (from !== undefined && limit > 0) {
    const rows: StoredObject[] = index.page(bucket, prefix, from, limit + 1);
    from = undefined;
    for (const row of rows) {
      if (page.objects.length + page.prefixes.length === limit) return { ...page, next: row.key };
      const cut = delimiter ? row.key.indexOf(delimiter, prefix.length) : -1;
      if (cut < 0) {
        page.objects.push(row);
        continue;
      }
      const common = row.key.slice(0, cut + delimiter.length);
      page.prefixes.push(common);
      from = afterPrefix(common);
      break;
    }
  }
  return page;
}

/** Tokens hold the first key of the next page; opaque to clients. */
function startOf(query: URLSearchParams): string {
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  if (token === null) return startAfter ? afterKey(startAfter) : '';
  const key = Buffer.from(token, 'base64url').toString();
  if (!key || Buffer.from(key).toString('base64url') !== token)
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return key;
}

/** Keys may hold characters XML cannot; `encoding-type=url` is how clients ask for them. */
export function keyEncoder({ query }: S3Request): (text: string) => string {
  const type = query.get('encoding-type');
  if (type !== null && type !== 'url')
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified');
  return type === 'url' ? encodeKeyPath : (text) => text;
}

export const listObjects: Operation = ({ objects }, request) => {
  const { query, bucket } = request;
  if (query.get('list-type') !== '2') throw new S3Error('NotImplemented', 'Not implemented: ListObjects');
  const encode = keyEncoder(request);
  const asked = queryInteger(query, 'max-keys') ?? MAX_KEYS;
  if (Number.isNaN(asked)) throw new S3Error('InvalidArgument', 'Provided max-keys not an integer');
  const limit = Math.min(asked, MAX_KEYS);
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const page = collectPage(objects, { bucket, prefix, delimiter, from: startOf(query), limit });
  const contents = page.objects.map(
    (object) =>
      `<Contents>${element('Key', encode(object.key))}` +
      element('LastModified', new Date(object.modifiedAt).toISOString()) +
      `${element('ETag', `"${object.etag}"`)}${element('Size', object.size)}` +
      `<StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const prefixes = page.prefixes.map(
    (common) => `<CommonPrefixes>${element('Prefix', encode(common))}</CommonPrefixes>`,
  );
  const token = page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url');
  const startAfter = query.get('start-after');
  return xmlResponse(
    documentXml(
      'ListBucketResult',
      element('Name', bucket) +
        element('Prefix', encode(prefix)) +
        element('Delimiter', delimiter ? encode(delimiter) : undefined) +
        element('StartAfter', startAfter ? encode(startAfter) : undefined) +
        element('EncodingType', query.get('encoding-type') ?? undefined) +
        element('MaxKeys', limit) +
        element('KeyCount', contents.length + prefixes.length) +
        element('IsTruncated', token !== undefined) +
        element('ContinuationToken', query.get('continuation-token') ?? undefined) +
        element('NextContinuationToken', token) +
        contents.join('') +
        prefixes.join(''),
    ),
  );
};
