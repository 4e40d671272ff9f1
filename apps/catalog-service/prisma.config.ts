import { defineConfig } from 'prisma/config';

/** Only commands that talk to a database need the URL; `generate` must work without one. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'mysql://none:none@127.0.0.1:3306/catalog' },
});
