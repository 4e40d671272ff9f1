import { edgeRoutes } from '@matinee/contracts';
import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { below } from '../routes.ts';
import { managed } from './policies.ts';

type Behavior = aws.types.input.cloudfront.DistributionOrderedCacheBehavior;
type DefaultBehavior = aws.types.input.cloudfront.DistributionDefaultCacheBehavior;

export const origins = { media: 'media', balancer: 'balancer' } as const;

const reading = ['GET', 'HEAD'];
const everyMethod = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];

export type Parts = {
  responseHeadersPolicyId: pulumi.Input<string>;
  mediaCachePolicyId: pulumi.Input<string>;
  hostOnlyPolicyId: pulumi.Input<string>;
  /** Absent: nobody gets media. */
  keyGroupId?: pulumi.Input<string> | undefined;
  /** Arns of functions. */
  onMedia: pulumi.Input<string>;
  onRequest: pulumi.Input<string>;
};

const onViewerRequest = (functionArn: pulumi.Input<string>) => ({
  functionAssociations: [{ eventType: 'viewer-request', functionArn }],
});

/** Files from S3 for holders of a signed cookie (`storage.signMedia`). */
const media = (parts: Parts): Omit<Behavior, 'pathPattern'> => ({
  targetOriginId: origins.media,
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: reading,
  cachedMethods: reading,
  compress: true,
  cachePolicyId: parts.mediaCachePolicyId,
  responseHeadersPolicyId: parts.responseHeadersPolicyId,
  ...(parts.keyGroupId !== undefined && { trustedKeyGroups: [parts.keyGroupId] }),
  ...onViewerRequest(parts.onMedia),
});

/** Never cached, and the viewer's request arrives whole. A redirect would make a GET of a POST: no plain HTTP at all. */
const api = (parts: Parts): Omit<Behavior, 'pathPattern'> => ({
  targetOriginId: origins.balancer,
  viewerProtocolPolicy: 'https-only',
  allowedMethods: everyMethod,
  cachedMethods: reading,
  compress: true,
  cachePolicyId: managed.cachingDisabled,
  originRequestPolicyId: managed.allViewer,
  responseHeadersPolicyId: parts.responseHeadersPolicyId,
  ...onViewerRequest(parts.onRequest),
});

/** Pages: a nonce in each, so none is cached. They are only read; what changes something goes through the API. */
export const pages = (parts: Parts): DefaultBehavior => ({
  ...api(parts),
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: [...reading, 'OPTIONS'],
});

/** Files with a hash in their names. */
const staticFiles = (parts: Parts): Behavior => ({
  pathPattern: '/_next/static/*',
  targetOriginId: origins.balancer,
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: reading,
  cachedMethods: reading,
  compress: true,
  cachePolicyId: managed.cachingOptimized,
  originRequestPolicyId: parts.hostOnlyPolicyId,
  responseHeadersPolicyId: parts.responseHeadersPolicyId,
});

/** Behaviours in the order of the path table; media alone while the service is asleep. */
export const behaviors = (parts: Parts, asleep: boolean): Behavior[] => [
  ...edgeRoutes.flatMap(({ path, target }) => {
    if (target === 'web' || (asleep && target !== 'media')) return [];
    const behavior = target === 'media' ? media(parts) : api(parts);
    return below(path).map((pathPattern) => ({ pathPattern, ...behavior }));
  }),
  ...(asleep ? [] : [staticFiles(parts)]),
];

/** While asleep every other address is answered by the function; the origin is never asked. */
export const asleepPages = (parts: Parts, functionArn: pulumi.Input<string>): DefaultBehavior => ({
  targetOriginId: origins.media,
  viewerProtocolPolicy: 'redirect-to-https',
  allowedMethods: everyMethod,
  cachedMethods: reading,
  cachePolicyId: managed.cachingDisabled,
  responseHeadersPolicyId: parts.responseHeadersPolicyId,
  ...onViewerRequest(functionArn),
});
