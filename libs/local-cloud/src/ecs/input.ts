import { isObject, type Input } from '../aws-json.ts';
import { invalidParameter, notRepresented } from './errors.ts';

/** A request body, or an object in it, before anything is believed of it. */
export { isObject, type Input };

export function text(input: Input, key: string): string {
  const value = input[key];
  if (typeof value !== 'string' || value === '') throw invalidParameter(`${key} can not be blank.`);
  return value;
}

/** Undefined when absent. */
export function whole(input: Input, key: string, from: number, to: number): number | undefined {
  const value = input[key];
  if (value === undefined || value === null) return undefined;
  if (!Number.isInteger(value) || Number(value) < from || Number(value) > to)
    throw invalidParameter(`${key} must be a whole number from ${from} to ${to}.`);
  return Number(value);
}

export function texts(input: Input, key: string): string[] {
  const value = input[key] ?? [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw invalidParameter(`${key} must be a list of strings.`);
  return value as string[];
}

export function objects(input: Input, key: string): Input[] {
  const value = input[key] ?? [];
  if (!Array.isArray(value) || !value.every(isObject))
    throw invalidParameter(`${key} must be a list of objects.`);
  return value;
}

/** ECS writes environments as lists of name and value. */
export const environment = (input: Input): Record<string, string> =>
  Object.fromEntries(
    objects(input, 'environment').map((pair) => [text(pair, 'name'), String(pair.value ?? '')]),
  );

/** Refuses what would otherwise be ignored. */
export function onlyKnown(input: Input, operation: string, known: readonly string[]): void {
  const other = Object.keys(input).find((key) => input[key] !== undefined && !known.includes(key));
  if (other) throw notRepresented(`${other} of ${operation}`);
}
