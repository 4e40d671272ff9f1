import { ChangePassword, CodeSent, Done, ForgotPassword, ResetPassword, Session } from '@matinee/contracts';
import { personOf, requirePerson } from '@matinee/service-kit';
import type { App } from '@matinee/service-kit';
import type { Context } from '../context.ts';
import { errors } from '../responses.ts';
import { answerSession } from '../sessions/session-answer.ts';
import { createPasswords } from './service.ts';

const codeSent = { message: 'If this address has an account, a code is on its way to it.' };

export async function passwordRoutes(
  scope: App,
  { identity, emails, floor, limits }: Context,
): Promise<void> {
  const passwords = createPasswords(identity, emails, floor);

  await scope.register(async (mails: App) => {
    limits.perIp(mails);
    limits.perAddress(mails);
    mails.post(
      '/auth/forgot-password',
      {
        schema: {
          summary: 'A code for a new password goes to the address',
          body: ForgotPassword,
          response: { 200: CodeSent, ...errors },
        },
      },
      async ({ body }) => {
        await passwords.forgot(body.email);
        return codeSent;
      },
    );
  });

  await scope.register(async (codes: App) => {
    limits.perIp(codes);
    limits.perAddress(codes);
    codes.post(
      '/auth/reset-password',
      {
        schema: {
          summary: 'Set a new password by a code; ends all sessions',
          body: ResetPassword,
          response: { 200: Done, ...errors },
        },
      },
      async ({ body, log }) => {
        await passwords.reset(body.email, body.code, body.password, log);
        return { ok: true as const };
      },
    );
  });

  await scope.register(async (members: App) => {
    limits.sessionsPerIp(members);
    requirePerson(members);
    limits.perPerson(members);
    members.post(
      '/auth/change-password',
      {
        schema: {
          summary: 'Change the password; ends all other sessions and opens a new one',
          security: [{ bearer: [] }],
          body: ChangePassword,
          response: { 200: Session, ...errors },
        },
      },
      async (request, reply) => {
        const { currentPassword, newPassword } = request.body;
        const tokens = await passwords.change(personOf(request), currentPassword, newPassword);
        return answerSession(request, reply, tokens, request.headers.authorization === undefined);
      },
    );
  });
}
