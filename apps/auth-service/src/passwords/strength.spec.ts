import { describe, expect, it } from 'vitest';
import { weakness } from './strength.ts';

const EMAIL = 'ada.lovelace@example.com';

describe('a password', () => {
  it.each([
    'elevenchars',
    '1q2w3e4r5t6y',
    'LeaveMeAlone',
    'password1234!',
    '...Password2026',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    'passwordpassword',
    'matineematinee',
    'My Matinee 2026',
    'ada.lovelace',
    'Ada.Lovelace1815',
    'matinee-ada.lovelace',
    ' a long sentence to sign in',
    'a long sentence to sign in\t',
    'two lines\nof a sentence',
  ])('%j is too weak', (password) => {
    expect(weakness(password, EMAIL)).toEqual(expect.any(String));
  });

  it.each([
    'a long sentence to sign in',
    'correct horse battery staple',
    'the matinee starts at noon',
    'überraschung am nachmittag',
    '夏休みの午後は映画館で過ごしたい',
    'x7Kq!m2Vw9Zt',
    'aaaa' + ' walk in the park'.repeat(14),
  ])('%j is strong enough', (password) => {
    expect(weakness(password, EMAIL)).toBeUndefined();
  });

  it('may hold the letters of a very short address', () => {
    expect(weakness('a sentence about ab', 'ab@example.com')).toBeUndefined();
  });
});
