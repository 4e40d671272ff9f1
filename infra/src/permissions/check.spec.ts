import { describe, expect, it } from 'vitest';
import { findExcess, findMissing, findUnused } from './check.ts';
import type { RecordedCall } from './recorded-calls.ts';
import { requestsOf } from './requests.ts';
import { mediaArn, sampleStack } from './sample.ts';
import type { PolicyStatement } from './simulate.ts';

const object = 'matinee-media/{videoKey}/{attempt}/video.mp4';
const calls: RecordedCall[] = [
  { call: 's3:GetObject', action: 's3:GetObject', resource: object },
  { call: 's3:UploadPart', action: 's3:PutObject', resource: object },
];
const statement = (Action: string[], Resource = `${mediaArn}/*`): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource: [Resource],
});

/** Every complaint about a service that has these statements, makes these calls and must not delete the bucket. */
async function complaints(statements: PolicyStatement[]): Promise<string[]> {
  const stack = sampleStack(statements);
  const role = stack.taskRoleOf('spec');
  const needed = calls.flatMap((call) => requestsOf(call, stack));
  return [
    ...(await findMissing(role, needed, stack)),
    ...(await findExcess(role, [{ action: 's3:DeleteBucket', arn: mediaArn }], stack)),
    ...findUnused(role, needed).map(({ action, pattern }) => `${action} on ${pattern} is not used`),
  ];
}

describe('the checks', () => {
  it('have nothing to say when exactly the calls are granted', async () => {
    expect(await complaints([statement(['s3:GetObject', 's3:PutObject'])])).toEqual([]);
  });

  it('name a permission that is missing', async () => {
    expect(await complaints([statement(['s3:GetObject'])])).toEqual([
      `matinee-spec-task needs s3:PutObject on ${mediaArn}/abcdefghijklmnopqrstuvwx/1-0198c2de-2/video.mp4: ImplicitlyDenied`,
    ]);
  });

  it('name a permission that is granted on the wrong resource', async () => {
    const wrong = await complaints([statement(['s3:GetObject', 's3:PutObject'], `${mediaArn}/posters/*`)]);
    expect(wrong.filter((line) => line.includes(' needs '))).toHaveLength(2);
    expect(wrong.filter((line) => line.includes('is not used'))).toHaveLength(2);
  });

  it('name a permission that is one too many', async () => {
    expect(await complaints([statement(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'])])).toEqual([
      `s3:DeleteObject on ${mediaArn}/* is not used`,
    ]);
  });

  it('name an s3:*, as excess and as unused', async () => {
    expect(await complaints([statement(['s3:*'], '*')])).toEqual([
      `s3:DeleteBucket ${mediaArn}`,
      's3:* on * is not used',
    ]);
  });

  it('heed the policy of the bucket too', async () => {
    const stack = sampleStack([statement(['s3:GetObject', 's3:PutObject'])]);
    const [request] = requestsOf(calls[0]!, stack);
    const plain = { ...request!, context: { 'aws:SecureTransport': 'false' } };
    expect(await findMissing(stack.taskRoleOf('spec'), [plain], stack)).toEqual([
      expect.stringContaining('ExplicitlyDenied'),
    ]);
  });

  it('refuse a misspelt action instead of calling it denied', async () => {
    const stack = sampleStack([]);
    const typo = { action: 's3:GetObjekt', arn: `${mediaArn}/a` };
    await expect(findExcess(stack.taskRoleOf('spec'), [typo], stack)).rejects.toThrow('cannot be asked');
  });
});
