import { ports } from '../addresses.ts';
import type { Deployable } from '../deployables.ts';
import type { Statement } from '../components/statement.ts';
import type { Facts } from './facts.ts';

/** A program in a container: what it is told, what it may do. */
export type Part = {
  name: string;
  image: Deployable;
  command?: readonly string[];
  environment(facts: Facts): Record<string, string>;
  /** Variable → secret and the key in its JSON that ECS puts there. */
  secrets(facts: Facts): Record<string, { arn: string; jsonKey: string }>;
  /** Absent: may do nothing. */
  statements?(facts: Facts): Statement[];
};

/** ECS's notation for one key of a secret's JSON, in its current version. */
export const valueFrom = ({ arn, jsonKey }: { arn: string; jsonKey: string }) => `${arn}:${jsonKey}::`;

/** The five that answer HTTP, in the order of their ports. */
export const webFacing = ['auth', 'catalog', 'upload', 'transcode', 'web'] as const;
export type WebFacing = (typeof webFacing)[number];

/** In one task all containers share one network, so each has a port of its own; alone every one has the same. */
export const portOf = (name: WebFacing, layout: 'together' | 'apart') =>
  ports.containers.from + (layout === 'together' ? 1 + webFacing.indexOf(name) : 0);
