// What GET /videos would cost without Matinee: a bare Fastify route with the same Prisma query. Prints its port.
import Fastify from 'fastify';
import { createDatabase } from '../../apps/catalog-service/src/database.ts';
import { createListsRepository } from '../../apps/catalog-service/src/features/videos/lists-repository.ts';

const lists = createListsRepository(createDatabase(process.env.DATABASE_URL!));
const app = Fastify();
app.get('/videos', () => lists.listPublic({ limit: 20 }));
console.log(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
