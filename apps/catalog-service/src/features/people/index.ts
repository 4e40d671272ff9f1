import type { Person } from '@matinee/service-kit';
import type { Identity } from './identity.ts';
import type { PeopleRepository } from './repository.ts';

/** Knows the e-mail address of whoever calls; auth-service is asked once per person. */
export function createPeople(people: PeopleRepository, identity: Identity) {
  return {
    async emailOf(person: Person): Promise<string> {
      const known = await people.findEmail(person.id);
      if (known) return known;
      const { email } = await identity(person);
      await people.add({ id: person.id, email });
      return email;
    },
  };
}
export type People = ReturnType<typeof createPeople>;
