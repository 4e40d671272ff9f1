import { invalidParameter } from './errors.ts';

export type Input = Record<string, unknown>;
export type Operation = (input: Input) => object | Promise<object>;

const missing = (name: string) =>
  invalidParameter(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );

/** A required string member; longer than `max` characters is refused as the API model does. */
export function text(input: Input, name: string, max = 131_072): string {
  const value = input[name];
  if (value === undefined || value === null) throw missing(name);
  if (typeof value !== 'string' || value === '' || value.length > max)
    throw invalidParameter(`1 validation error detected: Value at '${name}' failed to satisfy constraint`);
  return value;
}

/** UsernameType: 1 to 128 characters, no spaces (`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`). */
export function username(input: Input, name = 'Username'): string {
  const value = text(input, name, 128);
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(value))
    throw invalidParameter(`1 validation error detected: Value at '${name}' failed to satisfy constraint`);
  return value;
}

export function members(input: Input, name: string): Input {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter(`Invalid ${name}`);
  return value as Input;
}
