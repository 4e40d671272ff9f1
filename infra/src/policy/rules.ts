import { balancerRules } from './balancer.ts';
import { computeRules } from './compute.ts';
import { databaseRules } from './database.ts';
import { deliveryRules } from './delivery.ts';
import { identityRules } from './identity.ts';
import { messagingRules } from './messaging.ts';
import { networkRules } from './network.ts';
import type { Rule } from './rule.ts';
import { secretRules } from './secrets.ts';
import { storageRules } from './storage.ts';

export const rows = 56;
export const rowOf = ({ id }: Rule) => Number.parseInt(id, 10);

/** The whole table, in its order. */
export const rules: readonly Rule[] = [
  ...storageRules,
  ...messagingRules,
  ...databaseRules,
  ...computeRules,
  ...balancerRules,
  ...deliveryRules,
  ...secretRules,
  ...networkRules,
  ...identityRules,
].sort((a, b) => rowOf(a) - rowOf(b));
