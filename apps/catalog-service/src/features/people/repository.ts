import type { Database } from '../../database.ts';

export function createPeopleRepository(db: Database) {
  return {
    async findEmail(id: string): Promise<string | undefined> {
      const person = await db.person.findUnique({ where: { id }, select: { email: true } });
      return person?.email;
    },

    /** Two requests of one new person may both get here; the first row stays. */
    async add(person: { id: string; email: string }): Promise<void> {
      await db.person.createMany({ data: [person], skipDuplicates: true });
    },
  };
}
export type PeopleRepository = ReturnType<typeof createPeopleRepository>;
