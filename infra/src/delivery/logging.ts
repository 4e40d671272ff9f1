import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { edgeRegion } from '../dns.ts';
import { logPrefixes, type Logs } from '../logs.ts';

/**
 * What is kept of a request. Not its cookies, which are sessions, nor its query and referrer, which may hold signatures
 * and addresses of unlisted videos.
 */
const fields = [
  'timestamp(ms)',
  'x-edge-request-id',
  'c-ip',
  'cs-protocol',
  'cs-protocol-version',
  'ssl-protocol',
  'cs-method',
  'x-host-header',
  'cs-uri-stem',
  'cs(User-Agent)',
  'cs-bytes',
  'sc-status',
  'sc-bytes',
  'sc-content-type',
  'time-taken',
  'time-to-first-byte',
  'x-edge-location',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
];

/** Standard logging (v2) into the log bucket. */
export function logRequests(distribution: aws.cloudfront.Distribution, logs: Logs) {
  const region = edgeRegion;
  const source = new aws.cloudwatch.LogDeliverySource('delivery', {
    name: 'matinee-delivery',
    logType: 'ACCESS_LOGS',
    resourceArn: distribution.arn,
    region,
  });
  const destination = new aws.cloudwatch.LogDeliveryDestination(
    'delivery',
    {
      name: 'matinee-delivery',
      outputFormat: 'json',
      deliveryDestinationConfiguration: {
        destinationResourceArn: pulumi.interpolate`${logs.bucket.arn}/${logPrefixes.delivery}`,
      },
      region,
    },
    { dependsOn: logs.policy },
  );
  new aws.cloudwatch.LogDelivery('delivery', {
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.arn,
    recordFields: fields,
    s3DeliveryConfigurations: [
      { suffixPath: '{DistributionId}/{yyyy}/{MM}/{dd}/{HH}', enableHiveCompatiblePath: false },
    ],
    region,
  });
}
