import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Balancer } from './balancer.ts';
import { asleepPages, behaviors, origins, pages } from './delivery/behaviors.ts';
import { functions } from './delivery/functions.ts';
import { logRequests } from './delivery/logging.ts';
import { createMediaKeys } from './delivery/media-keys.ts';
import { createHostOnly, createMediaCache, createResponseHeaders } from './delivery/policies.ts';
import type { Logs } from './logs.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

/** Errors that CloudFront would keep for ten seconds and give to others, whatever the origin says of caching. */
const errorsToForget = [404, 414, 500, 501, 502, 503, 504];

export type DeliveryParts = {
  storage: Storage;
  logs: Logs;
  /** Absent while asleep. */
  balancer?: Balancer | undefined;
  /** Arns of the domain's certificate and of the firewall. */
  certificate?: pulumi.Input<string> | undefined;
  firewall?: pulumi.Input<string> | undefined;
};

/** The CDN: one origin for browsers, from the path table of the edge. */
export function createDelivery(settings: Settings, parts: DeliveryParts) {
  const { domain } = settings;
  const keys = createMediaKeys(settings);
  const onMedia = keys ? functions.media() : functions.refuseMedia();
  const onOther = parts.balancer ? functions.request() : functions.asleep();
  const policies = {
    responseHeadersPolicyId: createResponseHeaders().id,
    mediaCachePolicyId: createMediaCache().id,
    hostOnlyPolicyId: createHostOnly().id,
    keyGroupId: keys?.group.id,
    onMedia: onMedia.arn,
    onRequest: onOther.arn,
  };
  const distribution = new aws.cloudfront.Distribution('matinee', {
    comment: 'Matinee',
    enabled: true,
    isIpv6Enabled: true,
    httpVersion: 'http2and3',
    priceClass: 'PriceClass_100',
    ...(domain && { aliases: [domain.name] }),
    ...(parts.firewall !== undefined && { webAclId: parts.firewall }),
    origins: [mediaOrigin(parts.storage), ...(parts.balancer ? [balancerOrigin(parts.balancer)] : [])],
    orderedCacheBehaviors: behaviors(policies, !parts.balancer),
    defaultCacheBehavior: parts.balancer ? pages(policies) : asleepPages(policies, onOther.arn),
    // No page of ours replaces an answer: the API's errors are JSON and stay so.
    customErrorResponses: errorsToForget.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate:
      parts.certificate === undefined
        ? { cloudfrontDefaultCertificate: true }
        : {
            acmCertificateArn: parts.certificate,
            sslSupportMethod: 'sni-only',
            minimumProtocolVersion: 'TLSv1.2_2021',
          },
    waitForDeployment: true,
  });
  logRequests(distribution, parts.logs);
  return {
    distribution,
    publicOrigin: pulumi.interpolate`https://${domain ? domain.name : distribution.domainName}`,
    /** CloudFront's id of the public key whose private key signs; absent until keys are known. */
    mediaKeyPairId: keys?.keys[settings.mediaSigningKey].id,
  };
}
export type Delivery = ReturnType<typeof createDelivery>;

function mediaOrigin({ media }: Storage): aws.types.input.cloudfront.DistributionOrigin {
  const access = new aws.cloudfront.OriginAccessControl('media', {
    name: 'matinee-media',
    description: 'Signs requests to the media bucket',
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4',
  });
  return {
    originId: origins.media,
    domainName: media.bucket.bucketRegionalDomainName,
    originAccessControlId: access.id,
  };
}

const balancerOrigin = ({ balancer, origin }: Balancer): aws.types.input.cloudfront.DistributionOrigin => ({
  originId: origins.balancer,
  domainName: balancer.dnsName,
  vpcOriginConfig: {
    vpcOriginId: origin.id,
    // As long as the balancer waits for a silent service, and given up before it closes an idle connection.
    originReadTimeout: 60,
    originKeepaliveTimeout: 55,
  },
});
