import { arnOf, every, everyHas, type Rule } from './rule.ts';

const cdn = 'aws:cloudfront/distribution:Distribution';

type Behavior = { viewerProtocolPolicy: string; responseHeadersPolicyId?: string };
type Distribution = {
  aliases?: string[];
  webAclId?: string;
  defaultRootObject?: string;
  originGroups?: unknown[];
  origins: {
    originId: string;
    domainName: string;
    originAccessControlId?: string;
    vpcOriginConfig?: unknown;
    customOriginConfig?: { originProtocolPolicy: string };
  }[];
  defaultCacheBehavior: Behavior;
  orderedCacheBehaviors?: Behavior[];
  restrictions: { geoRestriction: { restrictionType: string } };
  viewerCertificate: { acmCertificateArn?: string; minimumProtocolVersion?: string };
  loggingConfig?: unknown;
};
const behaviors = (made: Distribution) => [made.defaultCacheBehavior, ...(made.orderedCacheBehaviors ?? [])];

export const deliveryRules: Rule[] = [
  {
    id: '40-viewers',
    alsoKnownAs: 'CKV_AWS_34, CloudFront.3',
    title: 'viewers are sent to HTTPS',
    check: every<Distribution>(
      cdn,
      (made) =>
        behaviors(made).some(({ viewerProtocolPolicy }) => viewerProtocolPolicy === 'allow-all') &&
        'answers plain HTTP',
    ),
  },
  {
    id: '40-origin',
    alsoKnownAs: 'CKV2_AWS_72, CloudFront.9',
    title: 'CloudFront asks origins with TLS',
    check: (stack) => [
      ...every<{ vpcOriginEndpointConfig: { originProtocolPolicy: string } }>(
        'aws:cloudfront/vpcOrigin:VpcOrigin',
        ({ vpcOriginEndpointConfig }) =>
          vpcOriginEndpointConfig.originProtocolPolicy !== 'https-only' && 'is asked without TLS',
      )(stack),
      ...every<Distribution>(
        cdn,
        ({ origins }) =>
          origins.some(
            ({ customOriginConfig }) =>
              customOriginConfig && customOriginConfig.originProtocolPolicy !== 'https-only',
          ) && 'asks an origin without TLS',
      )(stack),
    ],
  },
  {
    id: '41-certificate',
    alsoKnownAs: 'CKV_AWS_174, CKV2_AWS_42/54, CFR4, CFR5, CloudFront.7, .8, .10, .15',
    title: 'viewers get our certificate and TLS 1.2 or newer',
    check: every<Distribution>(
      cdn,
      ({ viewerCertificate }) =>
        (!viewerCertificate.acmCertificateArn ||
          viewerCertificate.minimumProtocolVersion !== 'TLSv1.2_2021') &&
        'has no certificate of its own, so CloudFront knows old TLS',
    ),
  },
  {
    id: '42-log',
    alsoKnownAs: 'CKV_AWS_86, CFR3, CloudFront.5',
    title: 'CloudFront logs requests',
    check: every<Distribution>(
      cdn,
      ({ loggingConfig }, stack, resource) =>
        !loggingConfig &&
        !stack
          .all('aws:cloudwatch/logDeliverySource:LogDeliverySource')
          .some(({ inputs }) => inputs.resourceArn === arnOf(resource)) &&
        'has no log',
    ),
  },
  {
    id: '43-firewall',
    alsoKnownAs: 'CKV_AWS_68, CFR2, CloudFront.6',
    title: 'CloudFront has a firewall',
    check: every<Distribution>(cdn, ({ webAclId }) => !webAclId && 'has no firewall'),
  },
  {
    id: '43-bad-inputs',
    alsoKnownAs: 'CKV2_AWS_47',
    title: 'the firewall knows bad inputs',
    check: every(
      'aws:wafv2/webAcl:WebAcl',
      (inputs) =>
        !JSON.stringify(inputs).includes('AWSManagedRulesKnownBadInputsRuleSet') && 'lets bad inputs in',
    ),
  },
  {
    id: '44-access-control',
    alsoKnownAs: 'CKV2_AWS_46, CFR7, CloudFront.13',
    title: 'buckets know who CloudFront is',
    check: every<Distribution>(
      cdn,
      ({ origins }) =>
        origins.some(
          ({ domainName, originAccessControlId }) => domainName.includes('.s3.') && !originAccessControlId,
        ) && 'asks a bucket as a stranger',
    ),
  },
  {
    id: '45-headers',
    alsoKnownAs: 'CKV2_AWS_32, CKV_AWS_259',
    title: 'answers carry security headers with HSTS',
    check: (stack) => [
      ...every<Distribution>(
        cdn,
        (made) =>
          behaviors(made).some(({ responseHeadersPolicyId }) => !responseHeadersPolicyId) &&
          'answers without security headers',
      )(stack),
      ...every<{ securityHeadersConfig?: { strictTransportSecurity?: unknown } }>(
        'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy',
        ({ securityHeadersConfig }) => !securityHeadersConfig?.strictTransportSecurity && 'has no HSTS',
      )(stack),
    ],
  },
  {
    id: '46-root',
    alsoKnownAs: 'CKV_AWS_305, CloudFront.1',
    title: 'CloudFront has a root object',
    check: every<Distribution>(cdn, ({ defaultRootObject }) => !defaultRootObject && 'has no root object'),
  },
  {
    id: '46-failover',
    alsoKnownAs: 'CKV_AWS_310, CloudFront.4',
    title: 'CloudFront has a second origin to fall back to',
    check: every<Distribution>(cdn, ({ originGroups }) => !originGroups?.length && 'has no second origin'),
  },
  {
    id: '46-countries',
    alsoKnownAs: 'CKV_AWS_374, CFR1',
    title: 'CloudFront answers to some countries only',
    check: every<Distribution>(
      cdn,
      ({ restrictions }) =>
        restrictions.geoRestriction.restrictionType === 'none' && 'answers to every country',
    ),
  },
  {
    id: '55-firewall-rules',
    alsoKnownAs: 'CKV_AWS_175, WAF.10, WAF.12',
    title: 'firewalls have rules, and count what they do',
    check: every<{ rules?: { visibilityConfig: { cloudwatchMetricsEnabled: boolean } }[] }>(
      'aws:wafv2/webAcl:WebAcl',
      ({ rules }) =>
        (!rules?.length && 'has no rules') ||
        (rules?.some(({ visibilityConfig }) => !visibilityConfig.cloudwatchMetricsEnabled) &&
          'does not count'),
    ),
  },
  {
    id: '55-firewall-log',
    alsoKnownAs: 'CKV2_AWS_31',
    title: 'firewalls log',
    check: everyHas(
      'aws:wafv2/webAcl:WebAcl',
      'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration',
      'resourceArn',
      () => true,
      'has no log',
    ),
  },
];
