export { startLocalCloud, type LocalCloud, type LocalCloudOptions, type Ports } from './cloud.ts';
export type { DatabaseOwner } from './seed/secrets.ts';
