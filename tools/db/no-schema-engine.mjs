#!/usr/bin/env node
// Takes the place of Prisma's native schema engine, so that `prisma generate|validate|format` start on a machine that
// cannot download it (docs/adr/0003). Whatever would really need the engine fails with a sentence.
if (process.argv.includes('--version')) {
  console.log('schema-engine-cli not-installed');
} else {
  console.error(
    'This needs the Prisma schema engine. Use `npm run db:migrate` or `npm run db:check` instead.',
  );
  process.exitCode = 1;
}
