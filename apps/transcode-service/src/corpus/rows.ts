import { bombs } from './hostile/bombs.ts';
import { broken, flipped, mutations } from './hostile/broken.ts';
import { lures } from './hostile/lures.ts';
import { containers } from './odd/containers.ts';
import { pictures } from './odd/pictures.ts';
import { sounds, times } from './odd/sounds-and-times.ts';
import type { Row } from './row.ts';

/** Every file of the corpus, in an order in which each finds those it is made of. */
export const allRows = (mutationsPerSeed: number): Row[] => {
  const rows = [...containers, ...pictures, ...sounds, ...times, ...lures, ...bombs, ...broken, ...flipped];
  return [
    ...rows.toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
    ...mutations(mutationsPerSeed),
  ].toSorted((a, b) => rank(a) - rank(b));
};

/** Others are made of the first file. */
const rank = ({ id }: Row) => (/^\d/.test(id) ? 0 : id.startsWith('h') ? 1 : 2);
