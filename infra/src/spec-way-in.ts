import { createBalancer } from './balancer.ts';
import { createDelivery } from './delivery.ts';
import { createCertificates, createRecords } from './dns.ts';
import { createFirewall } from './firewall.ts';
import { createKeys } from './keys.ts';
import { createLogs } from './logs.ts';
import { createNetwork } from './network.ts';
import type { Settings } from './settings.ts';
import { allowReadsBy, createStorage } from './storage.ts';

/** The way in, as index.ts puts it together, without what lies behind. */
export function wayIn(settings: Settings) {
  const logs = createLogs(settings, createKeys(settings));
  const storage = createStorage(settings, logs);
  const certificates = createCertificates(settings);
  const balancer = createBalancer(settings, createNetwork(settings, logs), logs, certificates?.balancer);
  const delivery = createDelivery(settings, {
    ...{ storage, logs, balancer },
    certificate: certificates?.edge,
    firewall: createFirewall(settings)?.arn,
  });
  createRecords(settings, delivery.distribution);
  allowReadsBy(storage, delivery.distribution.arn);
}
