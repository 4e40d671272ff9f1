import { checkGraph } from './graph.ts';
import type { History, Violation } from './history.ts';
import {
  checkNoLeak,
  checkNothingHalfVisible,
  checkNothingLost,
  checkNothingStuck,
  checkNothingTwice,
  checkOwnersApart,
} from './invariants.ts';

const checks = [
  checkNothingLost,
  checkNothingTwice,
  checkNothingHalfVisible,
  checkNothingStuck,
  checkNoLeak,
  checkOwnersApart,
  checkGraph,
];

/** Every promise that a recorded history breaks. Pure: the history is all it knows. */
export const check = (history: History): Violation[] => checks.flatMap((one) => one(history));
