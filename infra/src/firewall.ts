import { edgeRoutes, errorSentence } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import { edgeRegion } from './dns.ts';
import type { Settings } from './settings.ts';

/** Requests from one address in five minutes, without media and static files; the services' own limits are finer. */
const requestsPerFiveMinutes = 3000;

const metrics = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName: `matinee-${metricName}`,
});

/** Rules of the common set that only count: a description may speak of HTML or link anywhere, and may be long. */
const onlyCounted = ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericRFI_BODY'];

const startsWith = (searchString: string): aws.types.input.wafv2.WebAclRuleStatement => ({
  byteMatchStatement: {
    searchString,
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'STARTS_WITH',
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
});
const mediaPath = `${edgeRoutes.find(({ target }) => target === 'media')!.path}/`;

/** The firewall in front of the CDN, in profiles that have one. */
export function createFirewall({ profile }: Settings) {
  if (!profile.firewall) return undefined;
  const firewall = new aws.wafv2.WebAcl('matinee', {
    name: 'matinee',
    description: 'Floods and known attacks',
    scope: 'CLOUDFRONT',
    region: edgeRegion,
    defaultAction: { allow: {} },
    visibilityConfig: metrics('firewall'),
    customResponseBodies: [
      {
        key: 'rate-limited',
        contentType: 'APPLICATION_JSON',
        content: JSON.stringify({
          error: { code: 'rate_limited', message: errorSentence('rate_limited'), requestId: '' },
        }),
      },
    ],
    rules: [
      {
        name: 'floods',
        priority: 0,
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            limit: requestsPerFiveMinutes,
            evaluationWindowSec: 300,
            scopeDownStatement: {
              notStatement: {
                statement: {
                  orStatement: { statements: [startsWith(mediaPath), startsWith('/_next/static/')] },
                },
              },
            },
          },
        },
        action: {
          block: { customResponse: { responseCode: 429, customResponseBodyKey: 'rate-limited' } },
        },
        visibilityConfig: metrics('floods'),
      },
      managedRules(1, 'AWSManagedRulesCommonRuleSet', onlyCounted),
      managedRules(2, 'AWSManagedRulesKnownBadInputsRuleSet'),
    ],
  });
  logBlocked(firewall);
  return firewall;
}

const managedRules = (priority: number, name: string, counted: string[] = []) => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: metrics(name),
});

/** What was refused or counted, without cookies and tokens. WAF wants this beginning of the group's name. */
function logBlocked(firewall: aws.wafv2.WebAcl) {
  const group = new aws.cloudwatch.LogGroup('firewall', {
    name: 'aws-waf-logs-matinee',
    retentionInDays: 90,
    region: edgeRegion,
  });
  const keep = (action: string) => ({ actionCondition: { action } });
  new aws.wafv2.WebAclLoggingConfiguration('matinee', {
    resourceArn: firewall.arn,
    logDestinationConfigs: [group.arn],
    region: edgeRegion,
    redactedFields: ['cookie', 'authorization'].map((name) => ({ singleHeader: { name } })),
    loggingFilter: {
      defaultBehavior: 'DROP',
      filters: [
        {
          behavior: 'KEEP',
          requirement: 'MEETS_ANY',
          conditions: [keep('BLOCK'), keep('COUNT'), keep('EXCLUDED_AS_COUNT')],
        },
      ],
    },
  });
}
