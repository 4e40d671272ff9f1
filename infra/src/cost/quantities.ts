import { interfaceEndpoints } from '../endpoints.ts';
import type { Profile } from '../profiles.ts';

/** What is paid for by the month or the hour while nobody uses the service. */
export type Quantities = {
  balancers: number;
  natGateways: number;
  /** Interface endpoints, once per zone. */
  endpoints: number;
  publicAddresses: number;
  onDemandVcpu: number;
  onDemandGb: number;
  spotVcpu: number;
  spotGb: number;
  /** RDS instances by class; Multi-AZ counts twice, a stopped one not at all. */
  databases: Record<string, number>;
  databaseGb: number;
  secrets: number;
  keys: number;
  firewalls: number;
  firewallRules: number;
  alarmMetrics: number;
  compositeAlarms: number;
  dashboards: number;
  /** Running services and tasks whose metrics Container Insights keeps. */
  watchedServices: number;
  watchedTasks: number;
};

/** Counts that follow from the program and not from the profile; a spec holds them against the resources. */
export const counted = {
  services: 5,
  /** Four of ours, the media keys and RDS's own master secret. */
  secrets: 6,
  firewallRules: 3,
  /** Metrics that alarms read, those of the scaling among them. */
  alarms: { lean: 36, asleep: 6, standard: 96, ha: 96 },
  compositeAlarms: 2,
} as const;

/** The idle quantities of a profile, from the same numbers that the resources are made from. */
export function idleQuantities(profile: Profile, variant: keyof typeof counted.alarms): Quantities {
  const asleep = variant === 'asleep';
  const { services, database } = profile;
  const together = services.layout === 'together';
  const tasks = asleep ? 0 : services.least * (together ? 1 : counted.services);
  const vcpu = (tasks * services.cpu) / 1024;
  const gb = (tasks * services.memory) / 1024;
  const spot = services.capacity === 'spot';
  const copies = database.multiZone ? 2 : 1;
  const big = variant === 'standard' || variant === 'ha';
  return {
    balancers: asleep ? 0 : 1,
    natGateways: profile.egress === 'nat' ? 1 : 0,
    endpoints: profile.egress === 'endpoints' ? interfaceEndpoints.length * profile.zones : 0,
    publicAddresses: profile.egress === 'public' ? tasks : profile.egress === 'nat' ? 1 : 0,
    onDemandVcpu: spot ? 0 : vcpu,
    onDemandGb: spot ? 0 : gb,
    spotVcpu: spot ? vcpu : 0,
    spotGb: spot ? gb : 0,
    databases: asleep ? {} : { [database.instanceClass]: copies },
    databaseGb: database.storageGb * copies,
    secrets: counted.secrets,
    keys: profile.ownKey ? 1 : 0,
    firewalls: profile.firewall ? 1 : 0,
    firewallRules: profile.firewall ? counted.firewallRules : 0,
    alarmMetrics: counted.alarms[variant],
    compositeAlarms: big ? counted.compositeAlarms : 0,
    dashboards: 1,
    watchedServices: profile.containerInsights ? counted.services : 0,
    watchedTasks: profile.containerInsights ? tasks : 0,
  };
}
