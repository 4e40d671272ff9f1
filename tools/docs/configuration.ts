import { z } from 'zod';

type Shape = Record<string, z.core.$ZodType>;

/** A variable's row: name, what it is for, its default. Descriptions are the schemas' own. */
function row(name: string, field: z.core.$ZodType): string {
  const purpose = descriptionOf(field) ?? '';
  const absent = z.safeParse(field, undefined);
  const standard = absent.success
    ? absent.data === undefined
      ? 'none'
      : `\`${String(absent.data)}\``
    : '**required**';
  return `| \`${name}\` | ${purpose} | ${standard} |`;
}

/** A description stays on the inner schema when `.optional()` or `.default()` is added after it. */
function descriptionOf(field: z.core.$ZodType): string | undefined {
  const own = z.globalRegistry.get(field)?.description;
  const inner = (field._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return own ?? (inner && descriptionOf(inner));
}

/** docs/configuration.md from the schemas that the programs read themselves. */
export function configurationPage(
  shared: Shape,
  programs: { name: string; about: string; shape: Shape }[],
): string {
  const table = (shape: Shape) =>
    [
      '| Variable | What for | Default |',
      '|---|---|---|',
      ...Object.entries(shape).map(([name, field]) => row(name, field)),
    ].join('\n');
  const own = (shape: Shape) =>
    Object.fromEntries(Object.entries(shape).filter(([name]) => shared[name] === undefined));
  return (
    [
      '# Configuration',
      'Every program reads its environment once, at start, and stops with a sentence per variable that is missing or wrong. An empty variable counts as absent. This page is made from the schemas; a spec keeps it current.',
      '## Every service',
      table(shared),
      ...programs.flatMap(({ name, about, shape }) => [`## ${name}`, about, table(own(shape))]),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
