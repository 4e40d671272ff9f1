import { ApiError } from '@matinee/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { callCognito } from './call.ts';
import { outcomes } from './outcomes.ts';
import type { Operation } from './outcomes.ts';

const exception = (name: string, status = 400) =>
  Object.assign(new Error('any text'), { name, $metadata: { httpStatusCode: status } });

const rows = Object.entries(outcomes).flatMap(([operation, table]) =>
  Object.entries(table).map(([name, outcome]) => [operation as Operation, name, outcome] as const),
);

describe('what Cognito says', () => {
  it.each(rows)('%s: %s is %s', async (operation, name, outcome) => {
    const call = callCognito(operation, () => Promise.reject(exception(name)));
    if (outcome === 'silent') await expect(call).resolves.toBeUndefined();
    else await expect(call).rejects.toMatchObject({ name: 'ApiError', code: outcome });
  });

  it('is passed on as it is when nobody expected it', async () => {
    const surprise = exception('SurpriseException');
    await expect(callCognito('login', () => Promise.reject(surprise))).rejects.toBe(surprise);
  });
});

describe('a call', () => {
  it.each([
    ['the quota of the pool is used up', exception('TooManyRequestsException')],
    ['Cognito has a fault', exception('InternalErrorException', 500)],
    ['no answer came', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('is tried once more when %s', async (_when, error) => {
    const send = vi.fn<() => Promise<string>>().mockRejectedValueOnce(error).mockResolvedValueOnce('done');
    await expect(callCognito('forgot', send)).resolves.toBe('done');
    const down = vi.fn(() => Promise.reject(error));
    const failed = callCognito('forgot', down);
    await expect(failed).rejects.toBeInstanceOf(ApiError);
    await expect(failed).rejects.toMatchObject({ code: 'service_unavailable', retryAfterSeconds: 2 });
    expect(down).toHaveBeenCalledTimes(2);
  });

  it('is made once when Cognito refuses it: a limit is no reason to come back', async () => {
    const send = vi.fn(() => Promise.reject(exception('LimitExceededException')));
    await expect(callCognito('confirm', send)).rejects.toMatchObject({ code: 'code_invalid' });
    expect(send).toHaveBeenCalledTimes(1);
  });
});
