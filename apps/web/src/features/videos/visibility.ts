import type { Visibility } from '@matinee/contracts';
import { texts } from '@/texts.ts';

export const visibilityOptions: readonly (readonly [Visibility, string])[] = [
  ['public', texts.visibility.public],
  ['unlisted', texts.visibility.unlisted],
  ['private', texts.visibility.private],
];
