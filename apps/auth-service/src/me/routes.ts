import { Me } from '@matinee/contracts';
import { personOf, requirePerson } from '@matinee/service-kit';
import type { App } from '@matinee/service-kit';
import type { Context } from '../context.ts';
import { errors } from '../responses.ts';

export function meRoutes(scope: App, { emails, limits }: Context): void {
  limits.sessionsPerIp(scope);
  requirePerson(scope);
  scope.get(
    '/auth/me',
    {
      schema: {
        summary: 'Who is logged in',
        security: [{ bearer: [] }],
        response: { 200: Me, ...errors },
      },
    },
    async (request) => {
      const person = personOf(request);
      return { id: person.id, email: await emails.of(person) };
    },
  );
}
