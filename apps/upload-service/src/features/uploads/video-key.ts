import { randomInt } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new video's id: 24 characters of a CSPRNG, each equally likely (contracts' `VideoKey`). */
export const newVideoKey = (): string =>
  Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join('');
