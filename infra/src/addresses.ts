/** Addresses and ports of the network. /16 for all, a /20 (4,091 tasks) per zone for tasks, /24 for what is few. */
export const vpcCidr = '10.20.0.0/16';

/** `zone` counts from 0 and stays below 3. */
export const cidrs = {
  balancer: (zone: number) => `10.20.${zone}.0/24`,
  database: (zone: number) => `10.20.${8 + zone}.0/24`,
  nat: '10.20.15.0/28',
  tasks: (zone: number) => `10.20.${16 * (zone + 1)}.0/20`,
};

export const ports = {
  /** Containers: 4000 alone in a task, 4001 to 4005 when five share one. */
  containers: { from: 4000, to: 4005 },
  /** From CloudFront: HTTPS with a domain, HTTP inside the VPC without one. */
  publicHttps: 443,
  publicHttp: 80,
  /** Between tasks, through the balancer. */
  internal: 8000,
  /** Not MySQL's 3306, which whoever gets in would try first (AWS FSBP RDS.23). */
  database: 3307,
  https: 443,
} as const;
