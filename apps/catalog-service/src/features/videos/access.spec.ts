import { expect, it } from 'vitest';
import { accessTo } from './access.ts';

const [owner, other, anonymous] = ['owner', 'other', undefined];
const alive = null;
const deleted = new Date();

it.each([
  ['public', alive, owner, 'owner'],
  ['public', alive, other, 'viewer'],
  ['public', alive, anonymous, 'viewer'],
  ['unlisted', alive, owner, 'owner'],
  ['unlisted', alive, other, 'viewer'],
  ['unlisted', alive, anonymous, 'viewer'],
  ['private', alive, owner, 'owner'],
  ['private', alive, other, 'none'],
  ['private', alive, anonymous, 'none'],
  ['public', deleted, owner, 'none'],
  ['public', deleted, other, 'none'],
  ['public', deleted, anonymous, 'none'],
] as const)(
  'a %s video (deleted: %s) gives %s the access of: %s',
  (visibility, deletedAt, person, access) => {
    expect(accessTo({ ownerId: 'owner', visibility, deletedAt }, person)).toBe(access);
  },
);

it('there is no access to what does not exist', () => {
  expect(accessTo(null, owner)).toBe('none');
});
