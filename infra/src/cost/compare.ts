import { linesOf } from './model.ts';
import { total } from './idle.ts';
import { monthHours, prices } from './prices.ts';
import * as usage from './usage.ts';

/** US dollars; `undefined` where the other sells no such thing. */
export type Rival = {
  name: string;
  idleMonth: number;
  transcodePer1000: number;
  storedPer1000Month?: number;
  deliveredTb?: number;
  note: string;
};

const storedHere = usage.renditionGbPer1000Minutes * prices.objectGbMonth.usd;

/** What the same job costs elsewhere, by the same assumptions (five rungs, 5 Mbit/s watched). */
export function rivals(): Rival[] {
  const machine =
    monthHours * (prices.virtualMachineHour.usd + prices.publicAddressHour.usd) +
    100 * prices.blockGbMonth.usd;
  return [
    {
      name: 'Matinee lean, workers on Spot',
      idleMonth: total(linesOf('lean')),
      transcodePer1000: usage.transcodePer1000Minutes('spot') + usage.requestsPer1000Minutes(),
      storedPer1000Month: storedHere,
      deliveredTb: usage.deliveredPerTb(),
      note: 'upload, catalogue, accounts and player included; the first TB of a month is free',
    },
    {
      name: 'MediaConvert instead of workers',
      idleMonth: total(linesOf('lean')),
      transcodePer1000:
        1000 *
        (usage.ladder.hd * prices.mediaConvertHdMinute.usd +
          usage.ladder.sd * prices.mediaConvertSdMinute.usd),
      storedPer1000Month: storedHere,
      deliveredTb: usage.deliveredPerTb(),
      note: 'Basic tier, the same five rungs; everything else as above',
    },
    {
      name: 'Mux',
      idleMonth: 0,
      transcodePer1000: 1000 * prices.muxInputMinute.usd,
      storedPer1000Month: 1000 * prices.muxStoredMinute.usd,
      deliveredTb: usage.watchedMinutesPerTb * prices.muxDeliveredMinute.usd,
      note: 'premium quality; its basic quality takes videos in for nothing; no catalogue or accounts',
    },
    {
      name: 'One always-on VM of a worker’s size',
      idleMonth: machine,
      transcodePer1000: 0,
      storedPer1000Month: usage.renditionGbPer1000Minutes * prices.blockGbMonth.usd,
      deliveredTb: 1000 * prices.virtualMachineEgressGb.usd,
      note: 'transcoding is free until its four cores are busy, and then it queues; no second zone, no CDN',
    },
  ];
}
