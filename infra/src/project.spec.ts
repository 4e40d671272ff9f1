import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);
const project = readFileSync(new URL('Pulumi.yaml', folder), 'utf8');

describe('the Pulumi project', () => {
  it('tags everything by the provider, so that no resource can forget to', () => {
    expect(project).toMatch(
      /\n {2}aws:defaultTags:\n {4}value:\n {6}tags:\n {8}project: matinee\n {8}managed-by: pulumi\n/,
    );
  });

  it('runs the program as Node runs it', () => {
    const [, main = ''] = /\nmain: (\S+)\n/.exec(project) ?? [];
    expect(existsSync(new URL(main, folder))).toBe(true);
    expect(project).toContain('\n    typescript: false\n');
    expect(JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).type).toBe('module');
  });
});
