import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createConnection } from 'mariadb';
import { vi } from 'vitest';
import type { LocalCloud } from './cloud.ts';

/** What another process may know of a cloud. */
export type View = Pick<LocalCloud, 'endpoints' | 'resources' | 'credentials' | 'region'>;

const PASSWORD = 'a long sentence to sign in with';

const folders: string[] = [];
/** A folder that is removed after the spec. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'matinee-cloud-'));
  folders.push(dir);
  return dir;
}
export const removeFolders = (): void =>
  folders.splice(0).forEach((dir) => rmSync(dir, { recursive: true, force: true }));

/** The services of a cloud as a service of Matinee sees them. */
export const clientsOf = ({ endpoints, credentials, region }: View) => {
  const common = { credentials, region, maxAttempts: 1 };
  return {
    s3: new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true }),
    sqs: new SQSClient({ ...common, endpoint: endpoints.sqs }),
    cognito: new CognitoIdentityProviderClient({ ...common, endpoint: endpoints.cognito }),
  };
};
export const query = async (url: string, sql: string): Promise<unknown> => {
  const connection = await createConnection(url.replace(/^mysql:/, 'mariadb:'));
  try {
    return await connection.query(sql);
  } finally {
    await connection.end();
  }
};
export const codeFor = async ({ endpoints }: View, to: string): Promise<string> => {
  const url = `${endpoints.edge}/__local/mail?to=${encodeURIComponent(to)}`;
  const { items } = (await (await fetch(url, { headers: { accept: 'application/json' } })).json()) as {
    items: { text: string }[];
  };
  return items[0]?.text.match(/\b\d{6}\b/)?.[0] ?? '';
};
export const register = async (cloud: View, Username: string): Promise<void> => {
  const { cognito } = clientsOf(cloud);
  const ClientId = cloud.resources.userPoolClientId;
  await cognito.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
  const ConfirmationCode = await codeFor(cloud, Username);
  await cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));
};
export const logIn = async (cloud: View, USERNAME: string): Promise<string | undefined> => {
  const { AuthenticationResult } = await clientsOf(cloud).cognito.send(
    new InitiateAuthCommand({
      ClientId: cloud.resources.userPoolClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  return AuthenticationResult?.AccessToken;
};
/** Receives from a queue until a message passes `accept`. */
export const receiveUntil = (cloud: View, queue: string, accept: (body: string) => boolean) =>
  vi.waitFor(
    async () => {
      const QueueUrl = cloud.resources.queueUrls[queue];
      const { Messages } = await clientsOf(cloud).sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }),
      );
      const found = Messages?.find(({ Body }) => accept(Body ?? ''));
      if (!found) throw new Error('not yet');
      return found;
    },
    { timeout: 20_000 },
  );
