import { createBalancer } from './balancer.ts';
import { createCluster } from './cluster.ts';
import { createDatabaseTasks } from './database-tasks.ts';
import { createDatabase } from './database.ts';
import { createDelivery } from './delivery.ts';
import { createCertificates, createRecords } from './dns.ts';
import { createFirewall } from './firewall.ts';
import { createIdentity } from './identity.ts';
import { createKeys } from './keys.ts';
import { createLogs } from './logs.ts';
import { createMail } from './mail.ts';
import { createMessaging } from './messaging.ts';
import { createNetwork } from './network.ts';
import { createOperations, createWatch } from './operations.ts';
import { stackOutputs } from './outputs.ts';
import { createRegistry } from './registry.ts';
import { createScaling } from './scaling.ts';
import { createSecrets } from './secrets.ts';
import { createServices } from './services.ts';
import { gatherFacts } from './services/gather.ts';
import { readSettings } from './settings.ts';
import { createSleep } from './sleep.ts';
import { allowReadsBy, allowUploadsFrom, createStorage } from './storage.ts';

/** Everything that Matinee is made of on AWS, in the order in which it stands on each other. */
export default function program(settings = readSettings()) {
  // The ground: keys, logs, network, data.
  const keys = createKeys(settings);
  const logs = createLogs(settings, keys);
  const network = createNetwork(settings, logs);
  const secrets = createSecrets(settings, keys);
  const database = createDatabase(settings, network, keys, logs);
  const storage = createStorage(settings, logs);
  const messaging = createMessaging(storage, keys);
  const identity = createIdentity(settings, createMail(settings));
  const repositories = createRegistry(settings, keys);

  // The way in: one origin.
  const certificates = createCertificates(settings);
  const balancer = createBalancer(settings, network, logs, certificates?.balancer);
  const firewall = createFirewall(settings)?.arn;
  const delivery = createDelivery(settings, {
    ...{ storage, logs, balancer, firewall },
    certificate: certificates?.edge,
  });
  createRecords(settings, delivery.distribution);
  allowReadsBy(storage, delivery.distribution.arn);
  allowUploadsFrom(storage, delivery.publicOrigin);

  // The work: services, workers, one-off tasks.
  const cluster = createCluster(settings, logs, keys);
  const facts = gatherFacts({
    ...{ settings, keys, secrets, database, storage, messaging, identity, cluster },
    ...delivery,
    internalOrigin: balancer?.internalOrigin ?? '',
  });
  const tasks = { facts, network, cluster, repositories, balancer };
  // Before the services: ECS undoes a deployment during which one of them goes off.
  const alarms = createWatch(settings, {
    ...{ keys, logs, messaging, database, cluster, delivery, balancer },
  });
  const services = createServices(settings, { ...tasks, undoing: alarms.undoing });
  const databaseTasks = createDatabaseTasks(settings, tasks);
  createScaling(settings, { services, balancer, cluster, messaging });
  createSleep(settings, database);

  // What people run it with: budget and the role of deployments.
  const operations = createOperations(settings, {
    ...{ alarms, cluster, repositories, databaseTasks, services },
  });

  return stackOutputs({
    ...{ settings, delivery, repositories, cluster, secrets, services },
    ...{ databaseTasks, operations },
  });
}
