// @vitest-environment node
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ApiProblem } from './api/problem.ts';
import { fieldErrors, fieldErrorsOf } from './field-errors.ts';
import { sortProblem } from './use-form.ts';

const refused = (code: ApiProblem['code'], details: { path: string; message: string }[] = []) =>
  new ApiProblem({ code, status: 400, message: `Sentence of ${code}.`, details });

test('the first message of each field counts', () => {
  const schema = z.object({
    a: z.string().min(3, 'Too short.').regex(/x/, 'No x.'),
    b: z.string('Missing.'),
  });
  const { error } = schema.safeParse({ a: 'q' });
  expect(error && fieldErrors(error)).toEqual({ a: 'Too short.', b: 'Missing.' });
});

test('reasons of the service find their fields, others are left to the sentence', () => {
  const details = [
    { path: 'body/displayName', message: 'Too long.' },
    { path: 'headers/x', message: 'Odd.' },
  ];
  expect(fieldErrorsOf(refused('invalid_request', details))).toEqual({ displayName: 'Too long.' });
});

test('a problem that belongs to one field is shown there and only there', () => {
  expect(sortProblem(refused('code_invalid'), { code_invalid: 'code' })).toEqual({
    fields: { code: 'Sentence of code_invalid.' },
  });
});

test('anything else is shown above the form', () => {
  expect(sortProblem(refused('rate_limited'), { code_invalid: 'code' }).problem).toBe(
    'Sentence of rate_limited.',
  );
  expect(sortProblem(new Error('TypeError: x is undefined')).problem).not.toContain('undefined');
});
