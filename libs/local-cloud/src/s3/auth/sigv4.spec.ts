import { expect, test } from 'vitest';
import { amzDate, parseAmzDate, signRequest } from './sigv4.ts';

test('the worked example of the S3 API reference gets the signature printed there', () => {
  // "Authenticating requests: using query parameters (AWS Signature Version 4)"
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '86400',
    'X-Amz-SignedHeaders': 'host',
  });
  const signature = signRequest(
    {
      method: 'GET',
      path: '/test.txt',
      query,
      signedHeaders: ['host'],
      header: () => 'examplebucket.s3.amazonaws.com',
      payloadHash: 'UNSIGNED-PAYLOAD',
    },
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    '20130524T000000Z',
    { day: '20130524', region: 'us-east-1' },
  );
  expect(signature).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

test('dates read back as they were written', () => {
  const instant = Date.UTC(2026, 10, 22, 8, 5, 9);
  expect(amzDate(instant)).toBe('20261122T080509Z');
  expect(parseAmzDate('20261122T080509Z')).toBe(instant);
  expect(parseAmzDate('2026-11-22')).not.toBe(instant);
});
