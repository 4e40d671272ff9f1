import type { Identity } from '../identity/identity.ts';

const KEPT_MS = 5 * 60_000;
const MAX_ENTRIES = 10_000;

/** Addresses by person for five minutes: pages ask for /auth/me often, and GetUser has a quota. */
export function createEmailCache(identity: Pick<Identity, 'email'>, now: () => number = Date.now) {
  const entries = new Map<string, { email: string; until: number }>();
  return {
    /** @throws ApiError `session_expired` for a revoked token, unless the address is still remembered */
    async of(person: { id: string; accessToken: string }): Promise<string> {
      const known = entries.get(person.id);
      if (known && now() < known.until) return known.email;
      const email = await identity.email(person.accessToken);
      // A Map keeps the order of insertion, so the first key is the oldest.
      entries.delete(person.id);
      for (const oldest of entries.keys()) {
        if (entries.size < MAX_ENTRIES) break;
        entries.delete(oldest);
      }
      entries.set(person.id, { email, until: now() + KEPT_MS });
      return email;
    },
    forget: (id: string) => void entries.delete(id),
  };
}

export type EmailCache = ReturnType<typeof createEmailCache>;
