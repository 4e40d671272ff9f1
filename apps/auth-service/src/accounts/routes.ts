import { CodeSent, ConfirmRegister, Done, Register, ResendCode } from '@matinee/contracts';
import type { App } from '@matinee/service-kit';
import type { Context } from '../context.ts';
import { errors } from '../responses.ts';
import { createAccounts } from './service.ts';

const codeSent = { message: 'If this address can be registered, a code is on its way to it.' };
const resent = { message: 'If this address waits for a code, a new one is on its way to it.' };

export async function accountRoutes(scope: App, { identity, floor, limits }: Context): Promise<void> {
  const accounts = createAccounts(identity, floor);
  limits.perIp(scope);

  await scope.register(async (mails: App) => {
    limits.perAddress(mails);
    mails.post(
      '/auth/register',
      {
        schema: {
          summary: 'Register; a code goes to the address',
          body: Register,
          response: { 201: CodeSent, ...errors },
        },
      },
      async ({ body }, reply) => {
        await accounts.register(body.email, body.password);
        return reply.code(201).send(codeSent);
      },
    );
    mails.post(
      '/auth/resend-code',
      {
        schema: {
          summary: 'Another code for a registration',
          body: ResendCode,
          response: { 200: CodeSent, ...errors },
        },
      },
      async ({ body }) => {
        await accounts.resend(body.email);
        return resent;
      },
    );
  });

  await scope.register(async (codes: App) => {
    limits.perAddress(codes);
    codes.post(
      '/auth/confirm-register',
      {
        schema: {
          summary: 'Confirm a registration by its code',
          body: ConfirmRegister,
          response: { 200: Done, ...errors },
        },
      },
      async ({ body }) => {
        await accounts.confirm(body.email, body.code);
        return { ok: true as const };
      },
    );
  });
}
