/**
 * What the three sizes of Matinee consist of. The resources and the cost model read the same numbers, so that
 * `npm run cost` cannot drift from what `pulumi up` makes.
 */
export const profileNames = ['lean', 'standard', 'ha'] as const;
export type ProfileName = (typeof profileNames)[number];

export type Profile = {
  /** Availability zones in use; a load balancer needs two. */
  zones: 2 | 3;
  /**
   * How tasks reach AWS: `public` gives every task a public address and no way in (cheapest), `nat` one NAT gateway
   * for all zones, `endpoints` an interface endpoint per service and zone and no internet at all.
   */
  egress: 'public' | 'nat' | 'endpoints';
  services: {
    /** One task with five containers instead of five services: cheaper, shares one role and one life. */
    layout: 'together' | 'apart';
    /** Fargate units (1024 = one vCPU) and MiB per task. */
    cpu: number;
    memory: number;
    least: number;
    most: number;
    capacity: 'spot' | 'onDemand';
  };
  database: { instanceClass: string; storageGb: number; multiZone: boolean; backupDays: number };
  worker: { cpu: number; memory: number; diskGb: number; most: number };
  firewall: boolean;
  /** A key of our own (rotated yearly) instead of AWS's. */
  ownKey: boolean;
  containerInsights: boolean;
  logDays: number;
};

const worker = { cpu: 4096, memory: 8192, diskGb: 21, most: 20 };

export const profiles: Record<ProfileName, Profile> = {
  lean: {
    zones: 2,
    egress: 'public',
    services: { layout: 'together', cpu: 512, memory: 1024, least: 1, most: 1, capacity: 'spot' },
    database: { instanceClass: 'db.t4g.micro', storageGb: 20, multiZone: false, backupDays: 7 },
    worker: { ...worker, most: 10 },
    firewall: false,
    ownKey: false,
    containerInsights: false,
    logDays: 30,
  },
  standard: {
    zones: 2,
    egress: 'nat',
    services: { layout: 'apart', cpu: 256, memory: 512, least: 1, most: 4, capacity: 'onDemand' },
    database: { instanceClass: 'db.t4g.micro', storageGb: 20, multiZone: false, backupDays: 14 },
    worker,
    firewall: true,
    ownKey: true,
    containerInsights: true,
    logDays: 90,
  },
  ha: {
    zones: 2,
    egress: 'endpoints',
    services: { layout: 'apart', cpu: 256, memory: 512, least: 2, most: 10, capacity: 'onDemand' },
    database: { instanceClass: 'db.t4g.small', storageGb: 20, multiZone: true, backupDays: 35 },
    worker: { ...worker, most: 50 },
    firewall: true,
    ownKey: true,
    containerInsights: true,
    logDays: 365,
  },
};
