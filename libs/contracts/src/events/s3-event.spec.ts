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
});
