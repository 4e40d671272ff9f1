import { edgeTarget } from '@matinee/contracts';
import { describe, expect, it } from 'vitest';
import { wayIn } from './spec-way-in.ts';
import { recordStack, variants } from './testing.ts';

const stack = (name: string) => recordStack(variants[name]!, wayIn);

type Behavior = {
  pathPattern?: string;
  targetOriginId: string;
  cachePolicyId: string;
  originRequestPolicyId?: string;
  trustedKeyGroups?: string[];
  viewerProtocolPolicy: string;
  allowedMethods: string[];
  responseHeadersPolicyId: string;
  functionAssociations?: { eventType: string; functionArn: string }[];
};
async function distribution(name: string) {
  const { one } = await stack(name);
  const { inputs } = one('aws:cloudfront/distribution:Distribution');
  const ordered = inputs.orderedCacheBehaviors as Behavior[];
  const standard = inputs.defaultCacheBehavior as Behavior;
  /** The first pattern that matches: `*` is any text, `?` any character; case-sensitive. */
  const behaviorOf = (path: string) =>
    ordered.find(({ pathPattern }) => new RegExp(`^${pathPattern!.replaceAll('*', '.*')}$`).test(path)) ??
    standard;
  return { inputs, ordered, standard, behaviorOf };
}

describe('the distribution', () => {
  it('is modern, logged and has no page of its own instead of an answer', async () => {
    const { inputs } = await distribution('standard');
    expect(inputs).toMatchObject({
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    });
    for (const response of inputs.customErrorResponses as Record<string, unknown>[])
      expect(response).toEqual({ errorCode: expect.any(Number), errorCachingMinTtl: 0 });
    const { one } = await stack('standard');
    const fields = one('aws:cloudwatch/logDelivery:LogDelivery').inputs.recordFields as string[];
    expect(fields.filter((field) => /cookie|query|referer/i.test(field))).toEqual([]);
  });

  it.each([
    '/videos',
    '/videos/upload',
    '/auth/login',
    '/users/me',
    '/transcodes/a',
    '/videosomething',
    '/',
    '/login',
  ])('passes %s on whole and keeps nothing', async (path) => {
    const { behaviorOf } = await distribution('standard');
    const behavior = behaviorOf(path);
    const isApi = edgeTarget(path) !== 'web';
    expect(behavior).toMatchObject({
      targetOriginId: 'balancer',
      cachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      originRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      viewerProtocolPolicy: isApi ? 'https-only' : 'redirect-to-https',
    });
    expect(behavior.allowedMethods.includes('POST')).toBe(isApi);
  });

  it('caches static files for everybody alike', async () => {
    const { behaviorOf } = await distribution('standard');
    expect(behaviorOf('/_next/static/chunks/a.js')).toMatchObject({
      targetOriginId: 'balancer',
      cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      originRequestPolicyId: 'host-only-id',
    });
  });

  it('gives media to holders of a cookie signed by one of two keys, from a bucket that only it reads', async () => {
    const { behaviorOf, inputs } = await distribution('standard');
    expect(behaviorOf('/media/abc/1/master.m3u8')).toMatchObject({
      targetOriginId: 'media',
      trustedKeyGroups: ['media-id'],
      allowedMethods: ['GET', 'HEAD'],
      functionAssociations: [
        { eventType: 'viewer-request', functionArn: expect.stringContaining('media-path') },
      ],
    });
    const { one, all } = await stack('standard');
    expect(one('aws:cloudfront/keyGroup:KeyGroup').inputs.items).toEqual([
      'media-first-id',
      'media-second-id',
    ]);
    expect(one('aws:cloudfront/originAccessControl:OriginAccessControl').inputs).toMatchObject({
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
    expect((inputs.origins as { originAccessControlId?: string }[])[0]!.originAccessControlId).toBe(
      'media-id',
    );
    const cache = one('aws:cloudfront/cachePolicy:CachePolicy').inputs;
    expect(cache).toMatchObject({ minTtl: 0, maxTtl: 31_536_000 });
    const reads = all('aws:s3/bucketPolicy:BucketPolicy').map(({ inputs }) => String(inputs.policy));
    expect(reads.filter((policy) => policy.includes('cloudfront.amazonaws.com'))).toHaveLength(1);
  });

  it('says the security headers on every answer', async () => {
    const { ordered, standard } = await distribution('standard');
    for (const behavior of [...ordered, standard])
      expect(behavior.responseHeadersPolicyId).toBe('security-id');
    const { one } = await stack('standard');
    expect(
      one('aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy').inputs.securityHeadersConfig,
    ).toMatchObject({
      strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, includeSubdomains: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: 'DENY' },
      referrerPolicy: { referrerPolicy: 'same-origin' },
    });
  });
});

describe('with a domain', () => {
  it('has its name, its certificate from us-east-1 and its records', async () => {
    const { inputs } = await distribution('standard with a domain');
    expect(inputs).toMatchObject({
      aliases: ['video.example.com'],
      viewerCertificate: { sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' },
    });
    const { all, one } = await stack('standard with a domain');
    expect(one('aws:acm/certificate:Certificate', 'edge-certificate').inputs).toMatchObject({
      region: 'us-east-1',
      validationMethod: 'DNS',
    });
    expect(all('aws:acm/certificateValidation:CertificateValidation')).toHaveLength(2);
    for (const type of ['A', 'AAAA'])
      expect(one('aws:route53/record:Record', `site-${type.toLowerCase()}`).inputs).toMatchObject({
        type,
        name: 'video.example.com',
        aliases: [{ name: 'd111111abcdef8.cloudfront.net' }],
      });
  });

  it('has none of that without one', async () => {
    const { all } = await stack('standard');
    expect(all('aws:acm/certificate:Certificate')).toEqual([]);
    expect(all('aws:route53/record:Record')).toEqual([]);
  });
});

it('refuses all media until keys are known', async () => {
  const { behaviorOf } = await distribution('bootstrap');
  const { trustedKeyGroups, functionAssociations } = behaviorOf('/media/abc/1/master.m3u8');
  expect(trustedKeyGroups).toBeUndefined();
  expect(functionAssociations![0]!.functionArn).toContain('media-refused');
});

it('serves media alone while asleep', async () => {
  const { ordered, standard, inputs } = await distribution('asleep');
  expect(ordered.map(({ pathPattern }) => pathPattern)).toEqual(['/media', '/media/*']);
  expect(ordered[0]!.trustedKeyGroups).toEqual(['media-id']);
  expect(standard.functionAssociations![0]!.functionArn).toContain('asleep');
  expect(inputs.origins).toHaveLength(1);
});

describe('the firewall', () => {
  it('stands in front where the profile has one', async () => {
    const { one } = await stack('standard');
    const { inputs } = one('aws:wafv2/webAcl:WebAcl');
    expect(inputs).toMatchObject({ scope: 'CLOUDFRONT', region: 'us-east-1' });
    expect((inputs.rules as { name: string }[]).map(({ name }) => name)).toEqual([
      'floods',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
    expect((await distribution('standard')).inputs.webAclId).toMatch(/^arn:aws:wafv2/);
    expect(
      one('aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration').inputs.redactedFields,
    ).toEqual([{ singleHeader: { name: 'cookie' } }, { singleHeader: { name: 'authorization' } }]);
  });

  it('is left out of the cheapest profile', async () => {
    expect((await stack('lean')).all('aws:wafv2/webAcl:WebAcl')).toEqual([]);
    expect((await distribution('lean')).inputs).not.toHaveProperty('webAclId');
  });
});
