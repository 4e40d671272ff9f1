import { expect, it } from 'vitest';
import { ask } from './command.ts';

/** More than a pipe holds. */
const input = 'x'.repeat(2 ** 20);

it('a program may leave its input unread', () => {
  expect(ask('sh', ['-c', 'exec 0<&-; echo done'], { input })).toBe('done\n');
});

it('a program that fails before it has read its input is heard', () => {
  expect(() => ask('sh', ['-c', 'exec 0<&-; echo "no such flag" >&2; exit 2'], { input })).toThrow(
    'sh -c failed (2): no such flag',
  );
});

it('a program that is not there is named', () => {
  expect(() => ask('no-such-program', [])).toThrow('no-such-program ENOENT');
});
