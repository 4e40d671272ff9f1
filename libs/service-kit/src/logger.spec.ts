import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('never writes credentials, at the top of a line or one level below', () => {
  const lines: string[] = [];
  const log = createLogger('spec', 'info', { write: (line) => void lines.push(line) });
  log.info({ password: 'planted', headers: { authorization: 'planted', cookie: 'planted' } }, 'request');
  log.info({ body: { refreshToken: 'planted', email: 'kept' } }, 'request');
  expect(lines.join('')).not.toContain('planted');
  expect(lines.join('')).toContain('kept');
});

it('keeps a title with line breaks in one line', () => {
  const lines: string[] = [];
  const log = createLogger('spec', 'info', { write: (line) => void lines.push(line) });
  log.info({ title: 'a\n{"level":"fatal"}' }, 'x');
  expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
});
