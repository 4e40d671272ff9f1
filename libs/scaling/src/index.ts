export { autoScaling } from './auto-scaling.ts';
export { decide, type Raise, type Situation } from './decide.ts';
export { createPatience, type Patience } from './patience.ts';
export { scaling } from './policy.ts';
export { workersWanted } from './workers-wanted.ts';
