/**
 * List prices in us-east-1, US dollars, without free trials and taxes. `seen` is the day the source was read;
 * `known` marks a list price written down from general knowledge: check it before you rely on it.
 */
export const pricesAsOf = '2026-11-22';

export type Price = { usd: number; per: string; source: string; seen: string | 'known' };

const price = (usd: number, per: string, source: string, seen: string): Price => ({ usd, per, source, seen });
const known = (usd: number, per: string, source: string): Price => price(usd, per, source, 'known');
const aws = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

export const prices = {
  taskVcpuHour: price(
    0.03238,
    'vCPU-hour, Fargate on ARM',
    'https://www.vantage.sh/blog/fargate-pricing',
    '2026-11-22',
  ),
  taskGbHour: price(
    0.00356,
    'GB-hour, Fargate on ARM',
    'https://www.vantage.sh/blog/fargate-pricing',
    '2026-11-22',
  ),
  taskDiskGbHour: price(
    0.000111,
    'GB-hour above 20 GB',
    'https://www.vantage.sh/blog/fargate-pricing',
    '2026-11-22',
  ),
  /** Share of the price that Spot leaves: "up to 70 %" off; the real rate moves. */
  spotShare: price(0.3, 'of the on-demand price', aws('fargate'), '2026-11-22'),
  balancerHour: known(0.0225, 'hour, before capacity units', aws('elasticloadbalancing')),
  natHour: price(
    0.045,
    'hour',
    'https://www.zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint',
    '2026-11-22',
  ),
  natGb: price(
    0.045,
    'GB through it',
    'https://www.zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint',
    '2026-11-22',
  ),
  endpointHour: price(
    0.01,
    'hour and zone',
    'https://www.zacfukuda.com/blog/aws-nat-gateway-vs-vpc-endpoint',
    '2026-11-22',
  ),
  publicAddressHour: known(0.005, 'public IPv4 address and hour', aws('vpc')),
  'db.t4g.micro': price(
    0.016,
    'hour',
    'https://infratally.com/articles/aws-rds-pricing-explained-2026.html',
    '2026-11-22',
  ),
  'db.t4g.small': price(
    0.032,
    'hour',
    'https://infratally.com/articles/aws-rds-pricing-explained-2026.html',
    '2026-11-22',
  ),
  'db.t4g.medium': price(
    0.065,
    'hour',
    'https://infratally.com/articles/aws-rds-pricing-explained-2026.html',
    '2026-11-22',
  ),
  databaseGbMonth: price(
    0.115,
    'GB-month, gp3; backups of the same size are free',
    'https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/',
    '2026-11-22',
  ),
  secretMonth: known(0.4, 'secret and month', aws('secrets-manager')),
  keyMonth: known(1, 'KMS key and month', aws('kms')),
  alarmMetricMonth: price(
    0.1,
    'metric in an alarm and month, after ten',
    'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
    '2026-11-22',
  ),
  compositeAlarmMonth: price(
    0.5,
    'composite alarm and month',
    'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
    '2026-11-22',
  ),
  dashboardMonth: known(3, 'dashboard and month, after three', aws('cloudwatch')),
  insightsMetricMonth: price(
    0.07,
    'Container Insights metric and month',
    'https://fortem.dev/blog/ecs-fargate-monitoring/',
    '2026-11-22',
  ),
  firewallMonth: known(5, 'web ACL and month', aws('waf')),
  firewallRuleMonth: known(1, 'rule or managed group and month', aws('waf')),
  zoneMonth: known(0.5, 'hosted zone and month', aws('route53')),
  imageGbMonth: known(0.1, 'GB-month in ECR', aws('ecr')),
  logGb: known(0.5, 'GB of log lines taken in, after five', aws('cloudwatch')),
  objectGbMonth: known(0.023, 'GB-month, S3 Standard', aws('s3')),
  archiveGbMonth: known(0.004, 'GB-month, S3 Glacier Instant Retrieval', aws('s3')),
  thousandPuts: known(0.005, 'thousand PUT requests', aws('s3')),
  thousandGets: known(0.0004, 'thousand GET requests', aws('s3')),
  millionQueueCalls: known(0.4, 'million SQS requests, after one million', aws('sqs')),
  deliveredGb: known(0.085, 'GB to viewers, first 10 TB, after the first free TB', aws('cloudfront')),
  tenThousandRequests: known(0.01, 'ten thousand HTTPS requests, after ten million', aws('cloudfront')),
  /** Pro: 50 TB and 10 million requests. Whether signed cookies and video are covered is not confirmed. */
  flatRatePlanMonth: price(
    15,
    'month, CloudFront Pro plan',
    'https://aws.amazon.com/cloudfront/pricing/',
    '2026-09-05',
  ),
  mediaConvertHdMinute: known(
    0.015,
    'minute of HD output, Basic tier, up to 30 frames/s',
    aws('mediaconvert'),
  ),
  mediaConvertSdMinute: known(
    0.0075,
    'minute of SD output, Basic tier, up to 30 frames/s',
    aws('mediaconvert'),
  ),
  muxInputMinute: price(
    0.0384,
    'minute taken in, premium quality; basic is free',
    'https://www.mux.com/pricing/video',
    '2026-05-25',
  ),
  muxStoredMinute: price(
    0.0024,
    'minute stored and month',
    'https://www.mux.com/pricing/video',
    '2026-05-25',
  ),
  muxDeliveredMinute: price(0.0008, 'minute delivered', 'https://www.mux.com/pricing/video', '2026-05-25'),
  virtualMachineHour: known(0.145, 'hour, c7g.xlarge: 4 vCPU, 8 GB', aws('ec2')),
  blockGbMonth: known(0.08, 'GB-month, gp3 volume', aws('ebs')),
  virtualMachineEgressGb: known(0.09, 'GB to the internet, after 100 GB', aws('ec2')),
} as const satisfies Record<string, Price>;

/** Hours that AWS's own calculators count in a month. */
export const monthHours = 730;
export const freeAlarmMetrics = 10;
export const freeDashboards = 3;
