import { profiles, type Profile } from '../profiles.ts';
import { prices } from './prices.ts';

/**
 * The measured row of docs/benchmarks.md (`ladder_cpu_ratio`): CPU-seconds for the whole ladder of sixty seconds
 * of 1080p with grain, on an x86 core. That an ARM vCPU of Fargate does the same work is an assumption.
 */
export const measured = { cpuSeconds: 214, sourceSeconds: 60 };

/** Share of a worker's paid CPU time that encodes; the rest starts, claims, reads, checks and stores. */
export const workerEfficiency = 0.9;
/** 240, 360, 480, 720 and 1080 lines: the rungs of a 1080p source and their caps in Mbit/s (libs/media). */
export const ladder = { hd: 2, sd: 3, megabits: 0.5 + 1 + 1.5 + 3 + 6, segmentSeconds: 4, rungs: 5 };
/** What an average viewer watches, Mbit/s; sets requests per TB. */
const watchedMegabits = 5;
const originalMegabits = 20;

/** US dollars to transcode 1000 source minutes of 1080p on the worker of a profile. */
export function transcodePer1000Minutes(
  capacity: 'spot' | 'onDemand',
  profile: Profile = profiles.lean,
): number {
  const { cpu, memory, diskGb } = profile.worker;
  const vcpu = cpu / 1024;
  const taskHours =
    (1000 * 60 * measured.cpuSeconds) / measured.sourceSeconds / (vcpu * workerEfficiency) / 3600;
  const task =
    vcpu * prices.taskVcpuHour.usd +
    (memory / 1024) * prices.taskGbHour.usd +
    Math.max(0, diskGb - 20) * prices.taskDiskGbHour.usd;
  // Spot discounts the task, never the address.
  const address = profile.egress === 'public' ? prices.publicAddressHour.usd : 0;
  return taskHours * (task * (capacity === 'spot' ? prices.spotShare.usd : 1) + address);
}

/** GB (10^9 bytes) of renditions per 1000 source minutes: the caps, so an upper bound. */
export const renditionGbPer1000Minutes = (1000 * 60 * ladder.megabits) / 8 / 1000;
export const originalGbPer1000Minutes = (1000 * 60 * originalMegabits) / 8 / 1000;

/** One TB (10^12 bytes) to viewers; the first TB and ten million requests of a month are free and not counted. */
export const requestsPerTb = 1e12 / ((watchedMegabits * 1e6 * ladder.segmentSeconds) / 8);
export const watchedMinutesPerTb = 1e12 / ((watchedMegabits * 1e6 * 60) / 8);
export const deliveredPerTb = () =>
  1000 * prices.deliveredGb.usd + (requestsPerTb / 10_000) * prices.tenThousandRequests.usd;

/** CloudFront's Pro plan filled to its ten million requests or fifty TB, whichever comes first. Not confirmed. */
export const deliveredPerTbFlatRate = () =>
  prices.flatRatePlanMonth.usd / Math.min(50, 10_000_000 / requestsPerTb);

export const storedPerTbMonth = () => 1000 * prices.objectGbMonth.usd;
export const archivedPerTbMonth = () => 1000 * prices.archiveGbMonth.usd;

/** S3 and SQS requests of 1000 source minutes: a PUT per segment and rung, six queue calls per chunk of five segments. */
export function requestsPer1000Minutes(): number {
  const segments = (1000 * 60) / ladder.segmentSeconds;
  const puts = segments * ladder.rungs;
  return (
    (puts / 1000) * prices.thousandPuts.usd + ((segments / 5) * 6 * prices.millionQueueCalls.usd) / 1_000_000
  );
}
