import { z } from 'zod';
import { PersonId } from '../keys.ts';

export const Email = z
  .email('This is not an e-mail address.')
  .max(254)
  .transform((email) => email.toLowerCase());
export const Password = z.string().min(1, 'Please fill this in.').max(256, 'At most 256 characters.');
export const Code = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'The code has six digits.');

export const Register = z.object({ email: Email, password: Password }).meta({ id: 'Register' });
/** The same answer whether or not the address has an account. */
export const CodeSent = z.object({ message: z.string() }).meta({ id: 'CodeSent' });
export const ConfirmRegister = z.object({ email: Email, code: Code }).meta({ id: 'ConfirmRegister' });
export const ResendCode = z.object({ email: Email }).meta({ id: 'ResendCode' });
export const Login = z.object({ email: Email, password: Password }).meta({ id: 'Login' });
export const Refresh = z
  .object({ refreshToken: z.string().max(4096).optional() })
  .nullish()
  .meta({ id: 'Refresh' });
export const ForgotPassword = z.object({ email: Email }).meta({ id: 'ForgotPassword' });
export const ResetPassword = z
  .object({ email: Email, code: Code, password: Password })
  .meta({ id: 'ResetPassword' });
export const ChangePassword = z
  .object({ currentPassword: Password, newPassword: Password })
  .meta({ id: 'ChangePassword' });

/**
 * A session. API clients get the tokens; a browser that sends `x-matinee-session: cookie` gets them as httpOnly
 * cookies only, so that no script ever sees one.
 */
export const Session = z
  .object({
    expiresIn: z.int().describe('Seconds until the access token expires.'),
    tokenType: z.literal('Bearer'),
    accessToken: z.string().optional(),
    idToken: z.string().optional(),
    refreshToken: z.string().optional(),
  })
  .meta({ id: 'Session' });

export const Me = z.object({ id: PersonId, email: z.string() }).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

/** Request header by which a browser asks for cookies instead of tokens. */
export const sessionHeader = 'x-matinee-session';
