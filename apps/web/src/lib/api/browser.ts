import { Session, sessionHeader } from '@matinee/contracts';
import { sleep } from '../sleep.ts';
import { createApi } from './client.ts';
import { ApiProblem } from './problem.ts';
import { createRefresh } from './refresh.ts';

const deps = {
  fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
  sleep,
  random: Math.random,
};

const bare = createApi(deps);

/** Renews the cookies; the only caller of /auth/refresh. */
const refresh = createRefresh({
  renew: async () => {
    try {
      await bare('/auth/refresh', {
        method: 'POST',
        body: {},
        answer: Session,
        headers: { [sessionHeader]: 'cookie' },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return false;
      throw error;
    }
  },
  now: Date.now,
  exclusively: (work) =>
    // Absent outside of secure contexts; then two tabs may renew at once, which the server's grace period allows.
    typeof navigator !== 'undefined' && navigator.locks
      ? navigator.locks.request('matinee.session', work)
      : work(),
  shared: {
    read: () => Number(localStorage.getItem('matinee.renewed-at') ?? 0),
    write: (time) => localStorage.setItem('matinee.renewed-at', String(time)),
  },
});

/** The API as a browser calls it: same origin, cookies, silent renewal of the session. */
export const api = createApi({ ...deps, refresh });
