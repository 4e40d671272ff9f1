import { queues } from '@matinee/contracts';
import * as aws from '@pulumi/aws';
import { record, type Recorded } from '../mocks.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { Watched } from './watched.ts';

/** For specs: runs `make` with just the resources that alarms and dashboard look at. */
export function recordWatched(
  values: Record<string, string>,
  make: (settings: Settings, watched: Watched) => unknown,
): Promise<Recorded[]> {
  const all: Record<string, string> = { alarmEmail: 'ops@example.com', ...values };
  const settings = readSettings({ get: (key: string) => all[key] as never });
  return record(() => make(settings, watchedParts(settings)));
}

function watchedParts({ asleep }: Settings): Watched {
  const queue = (name: string) => new aws.sqs.Queue(name, { name });
  const groups = ['auth', 'catalog', 'upload', 'transcode', 'web'];
  return {
    queues: Object.fromEntries(
      Object.entries(queues).map(([key, { name, deadLetter }]) => [
        key,
        { queue: queue(name), deadLetter: queue(deadLetter) },
      ]),
    ) as Watched['queues'],
    database: {
      instance: new aws.rds.Instance('database', { identifier: 'matinee', instanceClass: 'db.t4g.micro' }),
    },
    ...(!asleep && {
      balancer: {
        balancer: new aws.lb.LoadBalancer('balancer', { name: 'matinee' }),
        targetGroups: Object.fromEntries(
          groups.map((name) => [name, new aws.lb.TargetGroup(name, { name: `matinee-${name}` })]),
        ),
      },
      cluster: { name: 'matinee' },
    }),
    services: {
      apis: groups.map((name) => `matinee-${name}`),
      workerSpot: 'matinee-worker',
      workerOnDemand: 'matinee-worker-on-demand',
    },
    distribution: { id: 'E123' },
    logs: { group: (name) => new aws.cloudwatch.LogGroup(name.slice(1).replaceAll('/', '-'), { name }) },
  };
}
