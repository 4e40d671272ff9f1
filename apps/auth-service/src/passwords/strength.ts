import { dictionary } from '@zxcvbn-ts/language-common';
import { ApiError } from '@matinee/service-kit';

export const MIN_LENGTH = 12;
/** Letters and digits that must be left when address and product name are taken out. */
const MIN_OWN_CHARACTERS = 8;
const MIN_DIFFERENT = 5;
const PRODUCT = 'matinee';

const common = new Set(dictionary['passwords-common']);

const without = (text: string, words: string[]): string =>
  words.reduce((rest, word) => rest.replaceAll(word, ''), text);

/**
 * Why a password is too weak, or undefined. Length and a list of common passwords instead of character classes
 * (ASVS 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.11); spaces and any script are welcome.
 */
export function weakness(password: string, email: string): string | undefined {
  if (password.length < MIN_LENGTH) return `At least ${MIN_LENGTH} characters; a short sentence is fine.`;
  // Cognito refuses them (PasswordType: ^[\S]+.*[\S]+$).
  if (!/^\S.*\S$/.test(password)) return 'No space at the beginning or the end, and one line only.';

  const lower = password.toLowerCase();
  // `password1234!` is the common word with decoration.
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (common.has(lower) || common.has(core)) return 'This password is on the lists that attackers try first.';
  if (new Set(lower).size < MIN_DIFFERENT || /^(.{1,8}?)\1+$/su.test(lower))
    return 'Too few different characters.';

  const localPart = email.split('@')[0]?.toLowerCase() ?? '';
  const words = [PRODUCT, localPart].filter((word) => word.length >= 3);
  const own = without(lower, words).replace(/[^\p{L}\p{N}]/gu, '');
  const named = words.some((word) => lower.includes(word));
  if (named && own.length < MIN_OWN_CHARACTERS)
    return 'More than your e-mail address or the name of this service.';
  return undefined;
}

/** @throws ApiError `password_too_weak` with the reason at `path` */
export function requireStrong(password: string, email: string, path = 'body/password'): void {
  const message = weakness(password, email);
  if (message) throw new ApiError('password_too_weak', { details: [{ path, message }] });
}
