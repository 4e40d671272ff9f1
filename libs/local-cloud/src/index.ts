export { startLocalCloud, type LocalCloud, type LocalCloudOptions, type Ports } from './cloud.ts';
export { discardLocalCloud } from './discard.ts';
export type { ServiceAddresses } from './edge/edge.ts';
export type { CdnKeyPair, DatabaseOwner } from './seed/secrets.ts';
export { keepsake } from './keepsake.ts';
