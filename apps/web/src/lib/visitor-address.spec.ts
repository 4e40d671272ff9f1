import { expect, it } from 'vitest';
import { visitorAddress } from './visitor-address.ts';

it.each([
  ['behind one proxy', '203.0.113.7', 1, '203.0.113.7'],
  ['behind CDN and balancer', '203.0.113.7, 10.0.0.9', 2, '203.0.113.7'],
  ['with an address somebody made up in front', '1.2.3.4, 203.0.113.7, 10.0.0.9', 2, '203.0.113.7'],
  ['when fewer proxies answered than expected', '10.0.0.9', 2, undefined],
  ['without proxies', null, 1, undefined],
])('finds the visitor %s', (_title, header, hops, expected) => {
  expect(visitorAddress(header, hops)).toBe(expected);
});
