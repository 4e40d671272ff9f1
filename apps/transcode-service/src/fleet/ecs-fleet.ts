import {
  DescribeServicesCommand,
  ECSClient,
  UpdateServiceCommand,
  type ECSClientConfig,
  type Service,
} from '@aws-sdk/client-ecs';
import { createAwsClient } from '@matinee/service-kit/aws';
import type { Capacity, Fleet } from './fleet.ts';
import type { FleetSettings } from './settings.ts';

type Target = {
  region: string;
  endpoint?: string | undefined;
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
};

/** Milliseconds that a call may take with all its retries; the next sweep asks anew anyway. */
const PATIENCE = 10_000;

const capacityOf = (name: string, services: Service[]): Capacity => {
  const service = services.find(({ serviceName }) => serviceName === name);
  if (service?.status !== 'ACTIVE')
    throw new Error(`The ECS service ${name} is ${service?.status ?? 'missing'}.`);
  return { desired: service.desiredCount ?? 0, running: service.runningCount ?? 0 };
};

/** The fleet on Amazon ECS. Needs ecs:DescribeServices and ecs:UpdateService on the two services and nothing else. */
export function createEcsFleet({ cluster, spot, onDemand }: FleetSettings, target: Target): Fleet {
  const { credentials } = target;
  const ecs = createAwsClient<ECSClientConfig, ECSClient>(ECSClient, target, {
    ...(credentials && { credentials }),
  });
  const names = { spot, onDemand };
  const patient = (signal: AbortSignal) => ({
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  });

  return {
    async describe(signal) {
      const command = new DescribeServicesCommand({ cluster, services: [spot, onDemand] });
      const { services = [] } = await ecs.send(command, patient(signal));
      return { spot: capacityOf(spot, services), onDemand: capacityOf(onDemand, services) };
    },
    async raise(service, to, signal) {
      const command = new UpdateServiceCommand({ cluster, service: names[service], desiredCount: to });
      await ecs.send(command, patient(signal));
    },
    close: () => ecs.destroy(),
  };
}
