import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';

export type FargateServiceOptions = {
  cluster: pulumi.Input<string>;
  taskDefinition: aws.ecs.TaskDefinition;
  capacity: 'spot' | 'onDemand';
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  securityGroupId: pulumi.Input<string>;
  assignPublicIp: boolean;
  /** Tasks at the beginning; later counts are the scaling's. */
  desiredCount: number;
  /** What the balancer sends to which container; none for a service that only takes from a queue. */
  targets: { container: string; port: number; targetGroupArn: pulumi.Input<string> }[];
  /** Alarms that undo a deployment. */
  alarms?: aws.cloudwatch.MetricAlarm[];
  dependsOn?: pulumi.Input<pulumi.Resource>[];
};

/** What AWS takes until the alarms have stayed quiet ("bake time") comes on top of the start of tasks. */
const patience = { create: '40m', update: '40m' };

/**
 * An ECS service that replaces its tasks one for one (new ones must be healthy first) and returns to the last good
 * revision by itself, when tasks do not start or an alarm goes off. With targets, the deployment ends when the new tasks serve.
 */
export function createFargateService(name: string, options: FargateServiceOptions) {
  const serves = options.targets.length > 0;
  return new aws.ecs.Service(
    name,
    {
      name,
      cluster: options.cluster,
      taskDefinition: options.taskDefinition.arn,
      desiredCount: options.desiredCount,
      platformVersion: 'LATEST',
      capacityProviderStrategies: [
        { capacityProvider: options.capacity === 'spot' ? 'FARGATE_SPOT' : 'FARGATE', weight: 1 },
      ],
      networkConfiguration: {
        subnets: options.subnetIds,
        securityGroups: [options.securityGroupId],
        assignPublicIp: options.assignPublicIp,
      },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...(options.alarms?.length && {
        alarms: { enable: true, rollback: true, alarmNames: options.alarms.map(({ name }) => name) },
      }),
      // Moving a task to another zone would throw a worker's half-done chunk away; a queue needs no balance.
      availabilityZoneRebalancing: serves ? 'ENABLED' : 'DISABLED',
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      ...(serves && {
        healthCheckGracePeriodSeconds: 60,
        loadBalancers: options.targets.map(({ container, port, targetGroupArn }) => ({
          containerName: container,
          containerPort: port,
          targetGroupArn,
        })),
      }),
      // Workers at zero, or protected while they work, never are at rest.
      waitForSteadyState: serves,
    },
    {
      ignoreChanges: ['desiredCount'],
      customTimeouts: patience,
      ...(options.dependsOn && { dependsOn: options.dependsOn }),
    },
  );
}
