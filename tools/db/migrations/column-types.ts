/** Integers of MySQL from small to large; each holds the ones before it. */
const integers = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'];
const texts = ['tinytext', 'text', 'mediumtext', 'longtext'];

const lengthOf = (type: string, name: string): number | undefined => {
  const [, length] = new RegExp(`^${name}\\((\\d+)\\)$`).exec(type) ?? [];
  return length === undefined ? undefined : Number(length);
};
const valuesOf = (type: string): string[] | undefined =>
  /^enum\((.*)\)$/.exec(type)?.[1]?.match(/'(?:[^']|'')*'/g) ?? undefined;
/** `int(10) unsigned` → int, unsigned. A display width says nothing of the range. */
const integerOf = (type: string) => {
  const [, name = '', sign = ''] = /^(\w+?)(?:\(\d+\))?( unsigned)?$/.exec(type) ?? [];
  return { rank: integers.indexOf(name), sign };
};

/** Is there a value of the type before that the type now does not take, or keeps in another way? */
export function narrows(before: string, now: string): boolean {
  if (before === now) return false;
  for (const name of ['varchar', 'varbinary', 'datetime']) {
    const [old, length] = [lengthOf(before, name), lengthOf(now, name)];
    if (old !== undefined && length !== undefined) return length < old;
  }
  const [values, more] = [valuesOf(before), valuesOf(now)];
  if (values && more) return !values.every((value, place) => more[place] === value);
  const [integer, larger] = [integerOf(before), integerOf(now)];
  if (integer.rank >= 0 && larger.rank >= 0)
    return larger.rank < integer.rank || larger.sign !== integer.sign;
  const [text, longer] = [texts.indexOf(before), texts.indexOf(now)];
  if (longer >= 0 && (text >= 0 || before.startsWith('varchar'))) return longer < Math.max(text, 1);
  return true;
}
