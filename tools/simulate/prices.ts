/** US dollars an hour in us-east-1, Fargate on ARM, as of 2026-11-22; the cost model keeps the same in infra/src/cost. */
export const defaultPrices = {
  vcpuHour: 0.03238,
  gbHour: 0.00356,
  /** Public IPv4 address of a task; only the lean profile has them. */
  addressHour: 0.005,
  /** Share of the price of CPU and memory that Spot leaves. */
  spotShare: 0.3,
};
export type Prices = typeof defaultPrices;

/** Dollars for an hour of a worker. */
export function workerHour(
  prices: Prices,
  size: { cpus: number; gb: number },
  capacity: 'spot' | 'onDemand',
): number {
  const share = capacity === 'spot' ? prices.spotShare : 1;
  return (size.cpus * prices.vcpuHour + size.gb * prices.gbHour) * share + prices.addressHour;
}
