import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { CognitoTarget } from '../conformance/cognito.ts';
import { createCognito } from './cognito.ts';
import type { CodeKind, PoolSettings, SendCode } from './types.ts';

export const POOL: PoolSettings = {
  poolId: 'us-east-1_Matinee01',
  clientId: 'matineewebclient0000000001',
  passwordPolicy: { minimumLength: 12 },
  accessTokenMinutes: 15,
  refreshTokenDays: 30,
};

/** A listening pool in a directory of its own, a clock that tests move, and the codes it mailed. */
export async function startPool(o: { sendCode?: SendCode } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'cognito-'));
  const mails: { to: string; kind: CodeKind; code: string }[] = [];
  const clock = { ms: Date.now() };
  const file = join(directory, 'pool.sqlite');
  const cognito = createCognito({
    file,
    sendCode: o.sendCode ?? (async (mail) => void mails.push(mail)),
    now: () => clock.ms,
  });
  cognito.ensurePool(POOL);
  const { url } = await cognito.listen(0);
  const target: CognitoTarget = {
    userPoolId: POOL.poolId,
    clientId: POOL.clientId,
    region: 'us-east-1',
    endpoint: url,
    readCode: async (to) => mails.findLast((mail) => mail.to === to)?.code ?? 'none',
    newAddress: () => `${randomUUID()}@example.com`,
  };
  return {
    cognito,
    file,
    url,
    target,
    mails,
    clock,
    async stop() {
      await cognito.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type RunningPool = Awaited<ReturnType<typeof startPool>>;
