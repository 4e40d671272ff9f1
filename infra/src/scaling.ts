import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Balancer } from './balancer.ts';
import type { Cluster } from './cluster.ts';
import type { Messaging } from './messaging.ts';
import { scaleWorkers } from './scaling/workers.ts';
import type { Services } from './services.ts';
import { workerServices } from './services/worker.ts';
import type { Settings } from './settings.ts';

/** Requests per minute that one task should have: half of what a quarter of a vCPU answers (docs/benchmarks.md, list of videos). */
const requestsPerTask = 3000;
/** Per cent. */
const cpuPerTask = 60;

export type ScalingOptions = {
  services: Services | undefined;
  balancer: Balancer | undefined;
  cluster: Cluster;
  messaging: Messaging;
};

/** Follows the load: services by requests and CPU where they may have more than one task each, workers by backlog. */
export function createScaling(settings: Settings, options: ScalingOptions) {
  const { services, balancer, cluster, messaging } = options;
  if (!services || !balancer) return;
  const { least, most } = settings.profile.services;
  if (most > least)
    for (const { name, service, members } of services.services) {
      const target = scalable(name, cluster, service, { least, most });
      followMetric(`${name}-cpu`, target, cpuPerTask, {
        predefinedMetricType: 'ECSServiceAverageCPUUtilization',
      });
      for (const member of members)
        followMetric(`${name}-requests`, target, requestsPerTask, {
          predefinedMetricType: 'ALBRequestCountPerTarget',
          resourceLabel: pulumi.interpolate`${balancer.balancer.arnSuffix}/${balancer.targetGroups[member].arnSuffix}`,
        });
    }
  const workers = (service: aws.ecs.Service, name: string) =>
    scalable(name, cluster, service, { least: 0, most: settings.profile.worker.most });
  const { spot, onDemand } = services.workers;
  scaleWorkers({
    cluster: cluster.cluster.name,
    queues: [messaging.queues.transcodeFast.queue.name, messaging.queues.transcodeBulk.queue.name],
    spot: { name: workerServices.spot, target: workers(spot, workerServices.spot) },
    onDemand: { name: workerServices.onDemand, target: workers(onDemand, workerServices.onDemand) },
  });
}

/** Lets Application Auto Scaling set the number of a service's tasks within bounds. */
const scalable = (
  name: string,
  { cluster }: Cluster,
  service: aws.ecs.Service,
  { least, most }: { least: number; most: number },
) =>
  new aws.appautoscaling.Target(name, {
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
    minCapacity: least,
    maxCapacity: most,
  });

type Metric =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification;

const followMetric = (name: string, target: aws.appautoscaling.Target, value: number, metric: Metric) =>
  new aws.appautoscaling.Policy(name, {
    name,
    policyType: 'TargetTrackingScaling',
    serviceNamespace: target.serviceNamespace,
    scalableDimension: target.scalableDimension,
    resourceId: target.resourceId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: value,
      predefinedMetricSpecification: metric,
      scaleOutCooldown: 60,
      scaleInCooldown: 300,
    },
  });
