import { z } from 'zod';
import type { SecretReader } from './secret-reader.ts';

/** What a database secret holds, as AWS writes it for RDS; more fields may stand beside. */
export const DatabaseCredentials = z.object({ username: z.string().min(1), password: z.string().min(1) });
export type DatabaseCredentials = z.infer<typeof DatabaseCredentials>;
export type CredentialsVersion = DatabaseCredentials & { versionId: string };

/** Reads the text of a database secret. @throws Error that does not repeat any of it */
export function parseCredentials(text: string): DatabaseCredentials {
  const parsed = DatabaseCredentials.safeParse(jsonOf(text));
  if (!parsed.success) throw new Error('The database secret is not JSON with a username and a password.');
  return parsed.data;
}

/** The user name and password that are current, with the version they are. */
export async function readCredentials(secret: Pick<SecretReader, 'read'>): Promise<CredentialsVersion> {
  const { versionId, value } = await secret.read();
  return { versionId, ...parseCredentials(value) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own message would repeat the secret
  }
}
