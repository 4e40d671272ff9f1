import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from './settings.ts';

/** CloudFront takes certificates, firewalls and log deliveries from here only. */
export const edgeRegion = 'us-east-1';

export type Certificates = {
  /** Arns that can be used at once: AWS has seen the proof of ownership. */
  edge: pulumi.Output<string>;
  balancer?: pulumi.Output<string>;
};

/**
 * Certificates of the domain, one per side of CloudFront, proven by one DNS record (ACM asks for the same record for a
 * name in every region of an account). None without a domain.
 */
export function createCertificates({ domain, asleep }: Settings): Certificates | undefined {
  if (!domain) return undefined;
  const request = (name: string, region?: string) =>
    new aws.acm.Certificate(name, {
      domainName: domain.name,
      validationMethod: 'DNS',
      ...(region && { region }),
    });
  const edge = request('edge-certificate', edgeRegion);
  const proof = edge.domainValidationOptions.apply(([option]) => option!);
  const record = new aws.route53.Record('certificate-proof', {
    zoneId: domain.zoneId,
    name: proof.resourceRecordName,
    type: proof.resourceRecordType,
    records: [proof.resourceRecordValue],
    ttl: 300,
    allowOverwrite: true,
  });
  const validated = (name: string, certificate: aws.acm.Certificate, region?: string) =>
    new aws.acm.CertificateValidation(name, {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      ...(region && { region }),
    }).certificateArn;
  return {
    edge: validated('edge-certificate', edge, edgeRegion),
    ...(!asleep && { balancer: validated('balancer-certificate', request('balancer-certificate')) }),
  };
}

/** The domain leads to the distribution, over IPv4 and IPv6. */
export function createRecords({ domain }: Settings, distribution: aws.cloudfront.Distribution) {
  if (!domain) return;
  for (const type of ['A', 'AAAA'] as const)
    new aws.route53.Record(`site-${type.toLowerCase()}`, {
      zoneId: domain.zoneId,
      name: domain.name,
      type,
      aliases: [
        {
          name: distribution.domainName,
          zoneId: distribution.hostedZoneId,
          evaluateTargetHealth: false,
        },
      ],
    });
}
