import { expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from './config.ts';
import { databaseConfig, oneDatabase } from './database-config.ts';

const schema = z.object({ ...databaseConfig }).superRefine(oneDatabase);
const read = (env: Record<string, string>) => readConfig(schema, env);
const secret = {
  DATABASE_SECRET_ID: 'matinee/database/catalog',
  DATABASE_HOST: 'db',
  DATABASE_NAME: 'catalog',
};

it('takes a secret with a host and a name, and demands TLS', () => {
  expect(read(secret)).toMatchObject({ ...secret, DATABASE_PORT: 3306, DATABASE_TLS: 'rds' });
});

it('takes a URL', () => {
  expect(read({ DATABASE_URL: 'mysql://a:b@c/d' })).toMatchObject({ DATABASE_URL: 'mysql://a:b@c/d' });
});

it.each([
  ['nothing', {}, /DATABASE_SECRET_ID is missing: it or DATABASE_URL has to name the database/],
  [
    'both',
    { ...secret, DATABASE_URL: 'mysql://a:b@c/d' },
    /DATABASE_URL is not valid: either it or DATABASE_SECRET_ID names the database, not both/,
  ],
  ['no host', { ...secret, DATABASE_HOST: '' }, /DATABASE_HOST is missing: DATABASE_SECRET_ID needs it/],
  ['no name', { ...secret, DATABASE_NAME: '' }, /DATABASE_NAME is missing: DATABASE_SECRET_ID needs it/],
  ['a name with blanks', { ...secret, DATABASE_NAME: 'a b' }, /DATABASE_NAME is not valid/],
  ['TLS without verification', { ...secret, DATABASE_TLS: 'on' }, /DATABASE_TLS is not valid/],
  ['another protocol', { DATABASE_URL: 'postgres://a' }, /DATABASE_URL is not valid: it starts with mysql/],
])('refuses %s in a sentence', (_title, env, sentence) => {
  expect(() => read(env)).toThrow(sentence);
});
