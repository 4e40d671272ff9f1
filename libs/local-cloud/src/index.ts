export { startLocalCloud, type LocalCloud, type LocalCloudOptions, type Ports } from './cloud.ts';
export { startMariaDb, type MariaDb } from './database/mariadb.ts';
export { discardLocalCloud } from './discard.ts';
export { createEcs, type Ecs } from './ecs/ecs.ts';
export type { Launch, Launched, LaunchRequest } from './ecs/types.ts';
export type { ServiceAddresses } from './edge/edge.ts';
export type { CdnKeyPair, DatabaseOwner } from './seed/secrets.ts';
export { keepsake } from './keepsake.ts';
export { createSecrets, type Secrets } from './secrets/secrets.ts';
