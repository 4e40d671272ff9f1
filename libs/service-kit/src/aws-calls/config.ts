import { basename } from 'node:path';
import { ConfigError } from '../config.ts';

/**
 * Where this process writes down what it asks of AWS, from `AWS_CALL_LOG`: a file named after the program, such as
 * `/tmp/calls/catalog.jsonl`. Only for tests; undefined when nothing is to be written down.
 * @throws ConfigError in production, which is also what an absent NODE_ENV means
 */
export function readCallLog(
  env: Record<string, string | undefined> = process.env,
): { file: string; service: string } | undefined {
  const file = env.AWS_CALL_LOG;
  if (!file) return undefined;
  if (env.NODE_ENV !== 'development' && env.NODE_ENV !== 'test')
    throw new ConfigError(
      'AWS_CALL_LOG is set, but calls are written down in tests only, never in production.',
    );
  return { file, service: basename(file).replace(/\.\w+$/, '') };
}
