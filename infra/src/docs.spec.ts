import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordStack, variants } from './testing.ts';

const root = new URL('../../', import.meta.url);
const pages = ['docs/deploy/', 'docs/runbooks/'].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith('.md'))
    .map((file) => ({ path: folder + file, text: readFileSync(new URL(folder + file, root), 'utf8') })),
);
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

/** Every name that the program gives to something on AWS, in any profile. */
const names = new Set<string>();
let outputs: string[] = [];
beforeAll(async () => {
  for (const values of Object.values(variants)) {
    const stack = await recordStack(values);
    outputs = [...outputs, ...Object.keys(stack.outputs as object)];
    for (const { inputs } of stack.resources)
      for (const key of ['name', 'alarmName', 'identifier', 'family', 'dashboardName', 'policyName'])
        if (typeof inputs[key] === 'string') names.add(inputs[key]);
  }
});

describe('the guides and runbooks', () => {
  it.each(pages)('$path names scripts, files and settings that exist', ({ text, path }) => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    for (const script of matches(text, /npm (?:--prefix .. )?run (?:-s )?([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const file of matches(text, /(?:bash|node) ((?:tools|docker)\/[\w./-]+)/g))
      expect(existsSync(new URL(file, root)), file).toBe(true);
    const settings = readFileSync(new URL('infra/src/settings.ts', root), 'utf8');
    for (const setting of matches(text, /matinee:(\w+)/g)) expect(settings).toContain(`'${setting}'`);
    for (const link of matches(text, /\]\(([\w./-]+\.md)(?:#[\w-]+)?\)/g))
      expect(existsSync(new URL(link, new URL(path, root))), `${path} → ${link}`).toBe(true);
  });

  it.each(pages)('$path names what is on AWS', ({ text }) => {
    const known = (name: string) => {
      const pattern = new RegExp(
        `^${name
          .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replace(/<\w+>/g, '.*')}$`,
      );
      return [...names].some((made) => pattern.test(made));
    };
    // Made by the steps of a page, not by the program.
    const own = /^matinee-(state|drill|broken)/;
    for (const name of matches(text, /`(matinee-[\w*<>-]+)`/g))
      expect(known(name) || own.test(name), name).toBe(true);
    for (const name of matches(text, /(?:--log-group-name|logs tail) (\S+)/g))
      if (!name.includes('$')) expect(known(name), name).toBe(true);
    for (const output of matches(text, /pulumi stack output (\w+)/g)) expect(outputs).toContain(output);
  });

  it('hold the way from zero under 90 seconds, with sums that are right', () => {
    const { text } = pages.find(({ path }) => path.endsWith('from-zero.md'))!;
    const rows = [...text.matchAll(/^\| (\d) .*?\| +(\d+) s \| +(\d+) s \| (.*) \|$/gm)];
    const [, usually, most] = /\*\*(\d+) s\*\* \| \*\*(\d+) s\*\*/
      .exec(text.replace(/ +/g, ' '))!
      .map(Number);
    const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect(rows).toHaveLength(7);
    expect([sum(2), sum(3)]).toEqual([usually, most]);
    expect(most).toBeLessThanOrEqual(90);
    for (const row of rows) expect(row[4]!.trim().length, `source of ${row[1]}`).toBeGreaterThan(10);
  });
});
