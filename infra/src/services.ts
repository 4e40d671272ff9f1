import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { scaling } from '@matinee/scaling';
import type { Balancer } from './balancer.ts';
import type { Cluster } from './cluster.ts';
import { createFargateService } from './components/fargate-service.ts';
import type { Deployable } from './deployables.ts';
import type { Network } from './network.ts';
import { auth } from './services/auth.ts';
import { catalog } from './services/catalog.ts';
import type { Facts } from './services/facts.ts';
import { portOf, webFacing, type WebFacing } from './services/part.ts';
import { createTask } from './services/task.ts';
import { transcode } from './services/transcode.ts';
import { upload } from './services/upload.ts';
import { web } from './services/web.ts';
import { worker, workerServices } from './services/worker.ts';
import type { Settings } from './settings.ts';

const parts = { auth, catalog, upload, transcode, web };

/** Seconds between SIGTERM and SIGKILL: drain, and the limit of service-kit (run.ts). */
const stopTimeout = 40;

export type ServicesOptions = {
  facts: pulumi.Output<Facts>;
  network: Network;
  cluster: Cluster;
  repositories: Record<Deployable, aws.ecr.Repository>;
  /** Absent while asleep. */
  balancer?: Balancer | undefined;
  /** Alarms that undo a deployment. */
  undoing: aws.cloudwatch.MetricAlarm[];
};

/** The services that answer people, by the containers in their tasks. */
const compositions = (settings: Settings): [string, readonly WebFacing[]][] =>
  settings.profile.services.layout === 'together'
    ? [['together', webFacing]]
    : webFacing.map((name) => [name, [name]]);
/** Their names in ECS, known before they are made. */
export const serviceNames = (settings: Settings) => compositions(settings).map(([name]) => `matinee-${name}`);

/**
 * The five services, as one task or each by itself, and the workers. None while asleep or before the first images are
 * pushed.
 */
export function createServices(settings: Settings, options: ServicesOptions) {
  const { images, profile } = settings;
  const { balancer, network, cluster } = options;
  if (!images || !balancer) return undefined;
  const { layout, cpu, memory, capacity, least } = profile.services;
  const common = {
    cluster: cluster.cluster.arn,
    subnetIds: network.taskSubnetIds,
    assignPublicIp: network.assignPublicIp,
    dependsOn: [cluster.capacityProviders, ...balancer.ready],
  };
  const taskOptions = { ...options, imageOf: (name: Deployable) => images[name] };

  const serve = (name: string, members: readonly WebFacing[]) => {
    const port = (member: WebFacing) => portOf(member, layout);
    const task = createTask(name, {
      ...taskOptions,
      parts: members.map((member) => ({ part: parts[member], port: port(member) })),
      cpu,
      memory,
      stopTimeout,
    });
    const service = createFargateService(task.name, {
      ...common,
      taskDefinition: task.taskDefinition,
      capacity,
      desiredCount: least,
      alarms: options.undoing,
      securityGroupId: network.groups.services.id,
      targets: members.map((member) => ({
        container: member,
        port: port(member),
        targetGroupArn: balancer.targetGroups[member].arn,
      })),
    });
    return { ...task, service, members };
  };

  const task = createTask('worker', {
    ...taskOptions,
    parts: [{ part: worker }],
    cpu: profile.worker.cpu,
    memory: profile.worker.memory,
    diskGb: profile.worker.diskGb,
    stopTimeout: scaling.stopTimeoutSeconds,
  });
  const work = (name: string, how: 'spot' | 'onDemand') =>
    createFargateService(name, {
      ...common,
      taskDefinition: task.taskDefinition,
      capacity: how,
      desiredCount: 0,
      securityGroupId: network.groups.workers.id,
      targets: [],
    });
  return {
    services: compositions(settings).map(([name, members]) => serve(name, members)),
    workers: {
      ...task,
      spot: work(workerServices.spot, 'spot'),
      onDemand: work(workerServices.onDemand, 'onDemand'),
    },
  };
}
export type Services = NonNullable<ReturnType<typeof createServices>>;
