import type * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const config = (values: Record<string, string | number>) =>
  ({
    require: (key: string) => values[key],
    getNumber: (key: string) => values[key],
  }) as unknown as pulumi.Config;

describe('readSettings', () => {
  it('has defaults for what need not be said', () => {
    expect(readSettings(config({ publicOrigin: 'https://a.example' }))).toEqual({
      publicOrigin: 'https://a.example',
      abandonedUploadDays: 7,
    });
  });

  it.each([
    [{ publicOrigin: 'http://a.example' }, 'matinee:publicOrigin is "http://a.example", but must be'],
    [{ publicOrigin: 'https://a.example/path' }, 'must be an https origin'],
    [
      { publicOrigin: 'https://a.example', abandonedUploadDays: 0 },
      'matinee:abandonedUploadDays is "0", but must be',
    ],
  ])('stops at %o with a sentence', (values, sentence) => {
    expect(() => readSettings(config(values))).toThrow(sentence);
  });
});
