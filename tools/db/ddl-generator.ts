// A Prisma generator (`generator ddl` in schema.prisma): `prisma generate` writes prisma/schema.sql.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import helper from '@prisma/generator-helper';
import { mysqlDdl } from './ddl/ddl.ts';

helper.generatorHandler({
  onManifest: () => ({ prettyName: 'MySQL DDL', defaultOutput: './schema.sql' }),
  onGenerate: async ({ generator, dmmf }) => {
    const file = generator.output?.value;
    if (!file) throw new Error('The ddl generator has no output file.');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, mysqlDdl(dmmf.datamodel));
  },
});
