import { defineConfig } from 'prisma/config';

/** Generating the client needs no database; the address is only read by `migrate`. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'mysql://offline:offline@127.0.0.1:3306/transcode' },
});
