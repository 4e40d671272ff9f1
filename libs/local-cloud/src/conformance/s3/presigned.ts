import { GetObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { type Bench, rawRefusal } from './bench.ts';

export function presignedConformance(bench: Bench): void {
  const { client, at, put, bytesOf, startUpload, complete, presignPut, presignGet } = bench;

  describe('presigned URLs', () => {
    test('a URL allows its method on its key, and nothing else', async () => {
      await put('other', 'mine');
      const url = await presignPut('signed');
      expect((await fetch(url, { method: 'PUT', body: 'hello' })).status).toBe(200);
      expect((await bytesOf('signed')).toString()).toBe('hello');
      expect(await (await fetch(await presignGet('signed'))).text()).toBe('hello');
      const denied = { code: 'SignatureDoesNotMatch', status: 403 };
      expect(await rawRefusal(await fetch(await presignGet('signed'), { method: 'DELETE' }))).toEqual(denied);
      expect(await rawRefusal(await fetch(await presignGet('signed'), { method: 'PUT', body: 'x' }))).toEqual(
        denied,
      );
      expect(
        await rawRefusal(await fetch((await presignGet('signed')).replace('/signed?', '/other?'))),
      ).toEqual(denied);
    });

    test('a changed signature, key id or lifetime is refused', async () => {
      await put('signed', 'hello');
      const url = await presignGet('signed');
      const tampered = url.replace(
        /(X-Amz-Signature=)(.)/,
        (_, name: string, digit: string) => name + (digit === '0' ? '1' : '0'),
      );
      expect(await rawRefusal(await fetch(tampered))).toEqual({
        code: 'SignatureDoesNotMatch',
        status: 403,
      });
      const longer = url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000');
      expect(await rawRefusal(await fetch(longer))).toEqual({ code: 'SignatureDoesNotMatch', status: 403 });
      const unknown = url.replace(/X-Amz-Credential=[^%]+/, 'X-Amz-Credential=AKIAUNKNOWNUNKNOWN00');
      expect(await rawRefusal(await fetch(unknown))).toEqual({ code: 'InvalidAccessKeyId', status: 403 });
      const forever = url.replace('X-Amz-Expires=300', 'X-Amz-Expires=604801');
      expect(await rawRefusal(await fetch(forever))).toEqual({
        code: 'AuthorizationQueryParametersError',
        status: 400,
      });
    });

    test('an expired URL is refused', async () => {
      await put('signed', 'hello');
      const signingDate = new Date(Date.now() - 600_000);
      const url = await getSignedUrl(client(), new GetObjectCommand(at('signed')), {
        expiresIn: 60,
        signingDate,
      });
      const response = await fetch(url);
      const text = await response.text();
      expect(response.status).toBe(403);
      expect(text).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
    });

    test('nobody gets in without a signature', async () => {
      await put('private', 'secret');
      const bare = (await presignGet('private')).split('?', 1)[0] ?? '';
      const denied = { code: 'AccessDenied', status: 403 };
      expect(await rawRefusal(await fetch(bare))).toEqual(denied);
      expect(await rawRefusal(await fetch(bare, { method: 'PUT', body: 'x' }))).toEqual(denied);
      expect(await rawRefusal(await fetch(bare, { method: 'DELETE' }))).toEqual(denied);
      expect((await bytesOf('private')).toString()).toBe('secret');
    });

    test('a signed length and type are binding', async () => {
      const url = await presignPut('exact', { ContentLength: 5, ContentType: 'video/mp4' });
      const send = (body: string, type: string) =>
        fetch(url, { method: 'PUT', body, headers: { 'content-type': type } });
      const denied = { code: 'SignatureDoesNotMatch', status: 403 };
      expect(await rawRefusal(await send('hello!', 'video/mp4'))).toEqual(denied);
      expect(await rawRefusal(await send('hell', 'video/mp4'))).toEqual(denied);
      expect(await rawRefusal(await send('hello', 'text/html'))).toEqual(denied);
      expect((await send('hello', 'video/mp4')).status).toBe(200);
    });

    test('an x-amz header that was not signed is refused', async () => {
      const url = await presignPut('extra');
      const response = await fetch(url, {
        method: 'PUT',
        body: 'x',
        headers: { 'x-amz-meta-owner': 'mallory' },
      });
      expect(await rawRefusal(response)).toEqual({ code: 'AccessDenied', status: 403 });
    });

    test('If-None-Match works through a presigned URL', async () => {
      await put('taken', 'first');
      const response = await fetch(await presignPut('taken'), {
        method: 'PUT',
        body: 'x',
        headers: { 'if-none-match': '*' },
      });
      expect(await rawRefusal(response)).toEqual({ code: 'PreconditionFailed', status: 412 });
    });

    test('a part goes through a presigned URL with its exact length', async () => {
      const UploadId = await startUpload('part');
      const command = new UploadPartCommand({ ...at('part'), UploadId, PartNumber: 1, ContentLength: 4 });
      const url = await getSignedUrl(client(), command, { expiresIn: 300 });
      expect((await fetch(url, { method: 'PUT', body: 'toolong' })).status).toBe(403);
      const sent = await fetch(url, { method: 'PUT', body: 'part' });
      await complete('part', UploadId, [{ PartNumber: 1, ETag: sent.headers.get('etag') ?? '' }]);
      expect((await bytesOf('part')).toString()).toBe('part');
    });
  });
}
