import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('keeps data in the checkout and serves on 8080', () => {
    const options = readOptions([], '/home/someone/matinee');
    expect(options).toMatchObject({
      data: '/home/someone/matinee/.matinee',
      publicOrigin: 'http://localhost:8080',
    });
  });

  it('keeps a worker running unless told otherwise', () => {
    expect(readOptions([], '/').scaleToZero).toBe(false);
    expect(readOptions(['--scale-to-zero'], '/').scaleToZero).toBe(true);
  });

  it('moves every port along with --port', () => {
    const { ports } = readOptions(['--port', '18080'], '/');
    expect(ports).toMatchObject({ edge: 18080, web: 18081, s3: 18090 });
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
  });

  it.each(['80', 'eighty', '70000'])('refuses --port %s with a sentence', (port) => {
    expect(() => readOptions(['--port', port], '/')).toThrow(/not a port between/);
  });
});
