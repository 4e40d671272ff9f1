import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cognitoCalls } from '../conformance/cognito.ts';
import type { RunningPool } from './testing.ts';
import { POOL, startPool } from './testing.ts';

let pool: RunningPool;

beforeAll(async () => void (pool = await startPool()));
afterAll(() => pool.stop());

const post = (target: string, body: string) =>
  fetch(pool.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${target}` },
    body,
  });

describe('the wire', () => {
  it.each([
    ['AdminCreateUser', '{}', 'UnknownOperationException'],
    ['constructor', '{}', 'UnknownOperationException'],
    ['SignUp', '{', 'SerializationException'],
    ['SignUp', '[]', 'SerializationException'],
    ['SignUp', `{"Username":"${'x'.repeat(70_000)}"}`, 'SerializationException'],
    ['SignUp', '{}', 'InvalidParameterException'],
    ['SignUp', '{"ClientId":"unknown"}', 'ResourceNotFoundException'],
    [
      'InitiateAuth',
      `{"ClientId":"${POOL.clientId}","AuthFlow":"USER_SRP_AUTH"}`,
      'InvalidParameterException',
    ],
  ])('%s with %.20s… is a %s', async (target, body, name) => {
    const response = await post(target, body);
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe(name);
    expect(await response.json()).toMatchObject({ __type: name, message: expect.any(String) });
  });

  it('has a key set for its own pool only', async () => {
    expect((await fetch(`${pool.url}/us-east-1_unknown00/.well-known/jwks.json`)).status).toBe(404);
    const keys = await (await fetch(`${pool.url}/${POOL.poolId}/.well-known/jwks.json`)).json();
    expect(keys).toEqual({
      keys: [expect.objectContaining({ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) })],
    });
    expect(JSON.stringify(keys)).not.toContain('"d":');
  });

  it('refuses spaces at the ends of a password, not inside', async () => {
    const calls = cognitoCalls(pool.target);
    const signUp = (password: string) => calls.signUp(pool.target.newAddress(), password);
    await expect(signUp(' a long sentence to sign in')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(signUp('a long sentence to sign in')).resolves.toBeDefined();
    await expect(signUp('x'.repeat(256))).resolves.toBeDefined();
    await expect(signUp('x'.repeat(257))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    calls.close();
  });

  it('makes one account of ten sign-ups at once', async () => {
    const calls = cognitoCalls(pool.target);
    const email = pool.target.newAddress();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => calls.signUp(email)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    calls.close();
  });

  it('answers others while it hashes passwords', async () => {
    const calls = cognitoCalls(pool.target);
    let signedUp = 0;
    const signUps = Array.from({ length: 12 }, async () => {
      await calls.signUp(pool.target.newAddress());
      signedUp++;
    });
    await fetch(`${pool.url}/${POOL.poolId}/.well-known/jwks.json`);
    expect(signedUp).toBeLessThan(12);
    await Promise.all(signUps);
    calls.close();
  });

  it('reports a code that could not be mailed', async () => {
    const failing = await startPool({ sendCode: () => Promise.reject(new Error('mail is down')) });
    const calls = cognitoCalls(failing.target);
    await expect(calls.signUp(failing.target.newAddress())).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    });
    calls.close();
    await failing.stop();
  });

  it('finishes what it works on before it closes its database', async () => {
    const [asked, mailed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sendCode = () => {
      asked.resolve();
      return mailed.promise;
    };
    const closing = await startPool({ sendCode });
    const calls = cognitoCalls(closing.target);
    const signUp = calls.signUp(closing.target.newAddress()).catch(() => 'hung up');
    await asked.promise;
    let isStopped = false;
    const stopping = closing.stop().then(() => (isStopped = true));
    expect(await signUp).toBe('hung up');
    expect(isStopped).toBe(false);
    mailed.resolve();
    await stopping;
    calls.close();
  });

  it('wants a pool id of its region', () => {
    for (const poolId of ['local_abc', 'us-east-1', 'eu-west-1_abc'])
      expect(() => pool.cognito.ensurePool({ ...POOL, poolId })).toThrow('must look like');
  });
});

describe('a killed process', () => {
  it('keeps accounts, sessions, codes and its key', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cognito-kill-'));
    const program = `
      import { createCognito } from ${JSON.stringify(new URL('./cognito.ts', import.meta.url).href)};
      const cognito = createCognito({
        file: ${JSON.stringify(join(directory, 'pool.sqlite'))},
        sendCode: async (mail) => console.log(JSON.stringify(mail)),
      });
      cognito.ensurePool(${JSON.stringify(POOL)});
      console.log(JSON.stringify(await cognito.listen(0)));`;
    const start = async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse((await lines.next()).value as string) as Record<string, string>;
      const { url } = await next();
      const kill = async () => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      };
      return { next, kill, calls: cognitoCalls({ ...pool.target, endpoint: url }) };
    };

    const first = await start();
    await first.calls.signUp('ada@example.com');
    const { code } = await first.next();
    await first.kill();

    const second = await start();
    await second.calls.confirm('ada@example.com', code!);
    const { AuthenticationResult } = await second.calls.login('ada@example.com');
    await second.kill();

    const third = await start();
    await expect(third.calls.user(AuthenticationResult!.AccessToken!)).resolves.toBeDefined();
    await expect(third.calls.rotate(AuthenticationResult!.RefreshToken!)).resolves.toBeDefined();
    await third.kill();
    rmSync(directory, { recursive: true, force: true });
  });
});
