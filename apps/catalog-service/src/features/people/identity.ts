import { Me } from '@matinee/contracts';
import { ApiError, type Person } from '@matinee/service-kit';

/** Asks who a caller is, in the caller's own name. */
export type Identity = (person: Person) => Promise<{ email: string }>;

/** Milliseconds for one try. */
const patience = 3000;
const tries = 2;
const retryAfterSeconds = 5;

/**
 * The e-mail address of a caller, from auth-service's `GET /auth/me`.
 * @throws ApiError `session_expired` when auth-service refuses the token, `service_unavailable` when it does not answer
 */
export function createIdentity({ authUrl }: { authUrl: string }): Identity {
  const me = new URL('/auth/me', authUrl);

  const ask = async (person: Person): Promise<{ email: string }> => {
    const response = await fetch(me, {
      headers: { authorization: `Bearer ${person.accessToken}` },
      signal: AbortSignal.timeout(patience),
      redirect: 'error',
    });
    if (response.status === 401) throw new ApiError('session_expired');
    if (!response.ok) throw new Error(`GET /auth/me answered ${response.status}`);
    const { id, email } = Me.parse(await response.json());
    if (id !== person.id) throw new Error('GET /auth/me answered for somebody else');
    return { email };
  };

  return async (person) => {
    let cause: unknown;
    for (let attempt = 1; attempt <= tries; attempt++) {
      try {
        return await ask(person);
      } catch (error) {
        if (error instanceof ApiError) throw error;
        cause = error;
      }
    }
    throw new ApiError('service_unavailable', { cause, retryAfterSeconds });
  };
}
