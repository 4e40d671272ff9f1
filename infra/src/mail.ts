import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { here } from './components/resource-policy.ts';
import type { Settings } from './settings.ts';

export type Mail = {
  /** The domain as a sender; absent without one. */
  identityArn?: pulumi.Output<string>;
  /** `Matinee <no-reply@domain>`. */
  from?: string;
  configurationSet?: pulumi.Output<string>;
};

/**
 * The domain as a sender: DKIM by SES, a MAIL FROM of its own so that SPF aligns too, and DMARC that tells receivers to
 * distrust the rest. It is made as soon as there is a domain, and mails when `matinee:mailBy` says so.
 */
export function createMail({ domain }: Settings): Mail {
  if (!domain) return {};
  const { name, zoneId } = domain;
  const configuration = new aws.sesv2.ConfigurationSet('mail', {
    configurationSetName: 'matinee',
    deliveryOptions: { tlsPolicy: 'REQUIRE' },
    reputationOptions: { reputationMetricsEnabled: true },
    // Mailing again to who bounced or complained costs the account its reputation.
    suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
  const identity = new aws.sesv2.EmailIdentity('mail', {
    emailIdentity: name,
    configurationSetName: configuration.configurationSetName,
    dkimSigningAttributes: { nextSigningKeyLength: 'RSA_2048_BIT' },
  });
  const record = (title: string, type: string, host: pulumi.Input<string>, value: pulumi.Input<string>) =>
    new aws.route53.Record(title, { zoneId, name: host, type, ttl: 600, records: [value] });

  // Easy DKIM always has three.
  for (const index of [0, 1, 2]) {
    const token = identity.dkimSigningAttributes.apply(({ tokens }) => tokens?.[index] ?? '');
    record(
      `dkim-${index}`,
      'CNAME',
      token.apply((value) => `${value}._domainkey.${name}`),
      token.apply((value) => `${value}.dkim.amazonses.com`),
    );
  }
  const returns = `bounce.${name}`;
  new aws.sesv2.EmailIdentityMailFromAttributes('mail-from', {
    emailIdentity: identity.emailIdentity,
    mailFromDomain: returns,
    behaviorOnMxFailure: 'USE_DEFAULT_VALUE',
  });
  record(
    'mail-from-mx',
    'MX',
    returns,
    here().apply(({ region }) => `10 feedback-smtp.${region}.amazonses.com`),
  );
  record('mail-from-spf', 'TXT', returns, 'v=spf1 include:amazonses.com -all');
  record('dmarc', 'TXT', `_dmarc.${name}`, 'v=DMARC1; p=quarantine');
  return {
    identityArn: identity.arn,
    from: `Matinee <no-reply@${name}>`,
    configurationSet: configuration.configurationSetName,
  };
}
