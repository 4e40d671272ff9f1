import { describe, expect, it } from 'vitest';
import { S3Event } from './s3-event.ts';

describe('S3Event', () => {
  it('decodes keys the way S3 encodes them', () => {
    const event = {
      Records: [
        { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'a+b%2Bc/%C3%BC' } } },
      ],
    };
    expect(S3Event.parse(event).Records[0]!.s3.object.key).toBe('a b+c/ü');
  });

  it('is not one when a key cannot be decoded', () => {
    const event = { Records: [{ eventName: 'x', s3: { bucket: { name: 'b' }, object: { key: '%zz' } } }] };
    expect(S3Event.safeParse(event).success).toBe(false);
  });
});
