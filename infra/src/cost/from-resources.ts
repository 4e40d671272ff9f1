import type { Recorded } from '../mocks.ts';
import type { Quantities } from './quantities.ts';

/** What a resource type costs by the month even if nobody uses it: counted below, or nothing. */
export const priced: readonly string[] = [
  'aws:appautoscaling/policy:Policy',
  'aws:cloudwatch/compositeAlarm:CompositeAlarm',
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:cloudwatch/metricAlarm:MetricAlarm',
  'aws:ec2/eip:Eip',
  'aws:ec2/natGateway:NatGateway',
  'aws:ec2/vpcEndpoint:VpcEndpoint',
  'aws:ecs/cluster:Cluster',
  'aws:ecs/service:Service',
  'aws:kms/key:Key',
  'aws:lb/loadBalancer:LoadBalancer',
  'aws:rds/instance:Instance',
  'aws:secretsmanager/secret:Secret',
  'aws:wafv2/webAcl:WebAcl',
];

/** Free in themselves, or paid by use only (requests, GB), which the idle bill leaves out. */
export const free: readonly RegExp[] = [
  /^matinee:/,
  /^aws:acm\/(certificate|certificateValidation):/,
  /^aws:appautoscaling\/target:/,
  // Without actions, a budget costs nothing.
  /^aws:budgets\/budget:/,
  /^aws:cloudfront\/(cachePolicy|distribution|function|keyGroup|originAccessControl|originRequestPolicy|publicKey|responseHeadersPolicy|vpcOrigin):/,
  /^aws:cloudwatch\/(eventRule|eventTarget|logDelivery\w*|logGroup|logResourcePolicy):/,
  /^aws:cognito\/(userPool|userPoolClient):/,
  /^aws:ec2\/(default\w+|flowLog|internetGateway|route|routeTable|routeTableAssociation|securityGroup|subnet|vpc):/,
  // Images are a line of their own in the bill.
  /^aws:ecr\/(lifecyclePolicy|repository):/,
  /^aws:ecs\/(clusterCapacityProviders|taskDefinition):/,
  /^aws:iam\//,
  /^aws:kms\/alias:/,
  /^aws:lb\/(listener|listenerRule|targetGroup):/,
  /^aws:rds\/(parameterGroup|subnetGroup):/,
  /^aws:route53\/record:/,
  /^aws:s3\//,
  /^aws:scheduler\/schedule:/,
  /^aws:sesv2\//,
  /^aws:sns\//,
  /^aws:sqs\//,
  /^aws:vpc\/securityGroup(Egress|Ingress)Rule:/,
  /^aws:wafv2\/webAclLoggingConfiguration:/,
];

/** Types that nobody has thought of yet: a reason to fail. */
export const unknownTypes = (resources: readonly Recorded[]): string[] => [
  ...new Set(
    resources
      .map(({ type }) => type)
      .filter((type) => !priced.includes(type) && !free.some((pattern) => pattern.test(type))),
  ),
];

type Service = {
  desiredCount: number;
  taskDefinition: string;
  capacityProviderStrategies: { capacityProvider: string }[];
  networkConfiguration: { assignPublicIp: boolean };
};

/** Counts in the resources that Pulumi would make what the cost model says of a profile. */
export function quantitiesFrom(resources: readonly Recorded[]): Quantities {
  const all = <T = Record<string, unknown>>(type: string) =>
    resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs as T);
  const sum = <T>(items: readonly T[], of: (item: T) => number) =>
    items.reduce((total, item) => total + of(item), 0);

  const sizes = new Map(
    all<{ family: string; cpu: string; memory: string }>('aws:ecs/taskDefinition:TaskDefinition').map(
      (task) => [task.family, { vcpu: Number(task.cpu) / 1024, gb: Number(task.memory) / 1024 }],
    ),
  );
  const services = all<Service>('aws:ecs/service:Service');
  const isSpot = (service: Service) =>
    service.capacityProviderStrategies.every(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT');
  const size = (spot: boolean, unit: 'vcpu' | 'gb') =>
    sum(
      services.filter((service) => isSpot(service) === spot),
      ({ desiredCount, taskDefinition }) =>
        desiredCount &&
        desiredCount * sizes.get(/task-definition\/([\w-]+):/.exec(taskDefinition)![1]!)![unit],
    );
  const tasks = sum(services, ({ desiredCount }) => desiredCount);
  const publicTasks = sum(services, ({ desiredCount, networkConfiguration }) =>
    networkConfiguration.assignPublicIp ? desiredCount : 0,
  );

  const stopped = all<{ target: { arn: string } }>('aws:scheduler/schedule:Schedule').some(({ target }) =>
    target.arn.endsWith(':rds:stopDBInstance'),
  );
  const instances = all<{
    instanceClass: string;
    multiAz?: boolean;
    allocatedStorage: number;
    manageMasterUserPassword?: boolean;
  }>('aws:rds/instance:Instance');
  const copies = ({ multiAz }: { multiAz?: boolean }) => (multiAz ? 2 : 1);
  const databases: Record<string, number> = {};
  for (const instance of stopped ? [] : instances)
    databases[instance.instanceClass] = (databases[instance.instanceClass] ?? 0) + copies(instance);

  const insights = all<{ settings: { name: string; value: string }[] }>('aws:ecs/cluster:Cluster').some(
    ({ settings }) =>
      settings.some(({ name, value }) => name === 'containerInsights' && value !== 'disabled'),
  );
  const firewalls = all<{ rules: unknown[] }>('aws:wafv2/webAcl:WebAcl');
  return {
    balancers: all('aws:lb/loadBalancer:LoadBalancer').length,
    natGateways: all('aws:ec2/natGateway:NatGateway').length,
    endpoints: sum(
      all<{ vpcEndpointType?: string; subnetIds?: string[] }>('aws:ec2/vpcEndpoint:VpcEndpoint'),
      ({ vpcEndpointType, subnetIds }) => (vpcEndpointType === 'Interface' ? subnetIds!.length : 0),
    ),
    publicAddresses: all('aws:ec2/eip:Eip').length + publicTasks,
    onDemandVcpu: size(false, 'vcpu'),
    onDemandGb: size(false, 'gb'),
    spotVcpu: size(true, 'vcpu'),
    spotGb: size(true, 'gb'),
    databases,
    databaseGb: sum(instances, (instance) => instance.allocatedStorage * copies(instance)),
    secrets:
      all('aws:secretsmanager/secret:Secret').length +
      instances.filter(({ manageMasterUserPassword }) => manageMasterUserPassword).length,
    keys: all('aws:kms/key:Key').length,
    firewalls: firewalls.length,
    firewallRules: sum(firewalls, ({ rules }) => rules.length),
    alarmMetrics: alarmMetrics(resources),
    compositeAlarms: all('aws:cloudwatch/compositeAlarm:CompositeAlarm').length,
    dashboards: all('aws:cloudwatch/dashboard:Dashboard').length,
    watchedServices: insights ? services.filter(({ desiredCount }) => desiredCount > 0).length : 0,
    watchedTasks: insights ? tasks : 0,
  };
}

/**
 * Metrics that alarms read. A target tracking policy makes two alarms of its own, which are billed like others
 * (Application Auto Scaling User Guide, "Target tracking scaling policies").
 */
function alarmMetrics(resources: readonly Recorded[]): number {
  const count = (queries: { metric?: unknown; metricStat?: unknown }[] | undefined) =>
    queries?.filter(({ metric, metricStat }) => metric ?? metricStat).length ?? 1;
  return resources.reduce((total, { type, inputs }) => {
    if (type === 'aws:cloudwatch/metricAlarm:MetricAlarm')
      return total + count(inputs.metricQueries as { metric?: unknown }[] | undefined);
    const tracking = inputs.targetTrackingScalingPolicyConfiguration as
      { customizedMetricSpecification?: { metrics?: { metricStat?: unknown }[] } } | undefined;
    if (type === 'aws:appautoscaling/policy:Policy' && tracking)
      return total + 2 * count(tracking.customizedMetricSpecification?.metrics);
    return total;
  }, 0);
}
