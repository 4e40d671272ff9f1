import { buckets, queues, topics } from '@matinee/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { mockAccount } from '../mock-cloud.ts';
import { recordStack, variants } from '../testing.ts';
import { arnOfCall, regional } from './arns.ts';
import { ask, type Policy, type Question } from './simulate.ts';
import { readPolicies, type StackPolicies } from './stack-policies.ts';

const stranger = '999999999999';
const strangersRole = `arn:aws:iam::${stranger}:role/anything`;
const ourRole = `arn:aws:iam::${mockAccount}:role/anything`;
/** A role that its own account lets do everything: what is left is what the resource itself says. */
const everything: Policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
let stack: StackPolicies;
beforeAll(async () => {
  stack = readPolicies((await recordStack(variants.standard!)).resources);
}, 180_000);

type Ask = Omit<Question, 'account' | 'ofResource' | 'resource'> & { resource: string };
/** Asks about a resource of the stack, in the words of recorded calls. */
function asked({ action, resource, ...question }: Ask) {
  const arn = arnOfCall(action, resource, stack);
  const ofResource = stack.policyOf(arn.replace(/^(arn:aws:s3:::[^/]+)\/.*$/, '$1'));
  expect(ofResource, `${arn} has no policy`).toBeDefined();
  return ask({ ...question, action, resource: arn, account: mockAccount, ofResource });
}
const original = `${buckets.originals}/{ownerId}/{videoKey}/source`;
const segment = `${buckets.media}/{videoKey}/{attempt}/v{height}/{index}.m4s`;
const modern = { 's3:TlsVersion': '1.3', 's3:signatureAge': '1000', 's3:authType': 'REST-HEADER' };
const presigned = { ...modern, 's3:authType': 'REST-QUERY-STRING' };
const once = { 's3:ObjectCreationOperation': 'true', 's3:if-none-match': '*' };

describe.each([original, segment])('%s', (resource) => {
  const read = { action: 's3:GetObject', resource, context: modern };

  it('is open to a role of the account that may, and to nobody else', async () => {
    expect(await asked({ ...read, principal: ourRole, identity: [everything] })).toBe('Allowed');
    expect(await asked({ ...read, principal: ourRole })).toBe('ImplicitlyDenied');
    expect(await asked({ ...read, principal: strangersRole, identity: [everything] })).toBe(
      'ImplicitlyDenied',
    );
    for (const principal of ['s3.amazonaws.com', 'lambda.amazonaws.com', 'sns.amazonaws.com'])
      expect(await asked({ ...read, principal })).toBe('ImplicitlyDenied');
  });

  it.each([
    ['plain HTTP', { 'aws:SecureTransport': 'false' }],
    ['TLS 1.1', { 's3:TlsVersion': '1.1' }],
    ['a signature of yesterday', { 's3:signatureAge': String(24 * 3600 * 1000) }],
  ])('refuses %s whoever asks', async (_title, context) => {
    const question = { ...read, context: { ...modern, ...context } };
    expect(await asked({ ...question, principal: ourRole, identity: [everything] })).toBe('ExplicitlyDenied');
  });
});

describe('URLs with a signature', () => {
  const admin = { principal: ourRole, identity: [everything] };
  it.each([
    ['write an original once', 's3:PutObject', original, once, 'Allowed'],
    [
      'cannot replace an original',
      's3:PutObject',
      original,
      { ...once, 's3:if-none-match': undefined },
      'ExplicitlyDenied',
    ],
    ['cannot read an original', 's3:GetObject', original, {}, 'ExplicitlyDenied'],
    ['cannot delete an original', 's3:DeleteObject', original, {}, 'ExplicitlyDenied'],
    ['read media', 's3:GetObject', segment, {}, 'Allowed'],
    ['cannot write media', 's3:PutObject', segment, once, 'ExplicitlyDenied'],
    ['cannot delete media', 's3:DeleteObject', segment, {}, 'ExplicitlyDenied'],
  ])('%s', async (_title, action, resource, more, answer) => {
    const context = Object.fromEntries(
      Object.entries({ ...presigned, ...more }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    expect(await asked({ ...admin, action, resource, context })).toBe(answer);
  });
});

describe('CloudFront', () => {
  const cloudfront = (distribution: string, account = mockAccount) => ({
    principal: 'cloudfront.amazonaws.com',
    context: {
      ...modern,
      'aws:SourceArn': `arn:aws:cloudfront::${account}:distribution/${distribution}`,
      'aws:SourceAccount': account,
    },
  });
  const ours = () => stack.arnOf('aws:cloudfront/distribution:Distribution', 'matinee').split('/').at(-1)!;

  it('reads media for our distribution', async () => {
    expect(await asked({ ...cloudfront(ours()), action: 's3:GetObject', resource: segment })).toBe('Allowed');
  });
  it.each([
    ['s3:PutObject', segment],
    ['s3:DeleteObject', segment],
    ['s3:ListBucket', buckets.media],
    ['s3:GetObject', original],
  ])('may not %s on %s', async (action, resource) => {
    expect(await asked({ ...cloudfront(ours()), action, resource })).not.toBe('Allowed');
  });
  it('reads nothing for another distribution, of ours or of a stranger', async () => {
    const read = { action: 's3:GetObject', resource: segment };
    expect(await asked({ ...cloudfront('EOTHER'), ...read })).toBe('ImplicitlyDenied');
    expect(await asked({ ...cloudfront(ours(), stranger), ...read })).toBe('ImplicitlyDenied');
    expect(await asked({ principal: 'cloudfront.amazonaws.com', context: modern, ...read })).toBe(
      'ImplicitlyDenied',
    );
  });
});

describe('from S3 to the topic', () => {
  const publish = { principal: 's3.amazonaws.com', action: 'sns:Publish' };
  const from = (bucket: string, account = mockAccount) => ({
    context: { 'aws:SourceArn': `arn:aws:s3:::${bucket}`, 'aws:SourceAccount': account },
  });
  const originals = () => stack.bucketName(buckets.originals);

  it('goes what our bucket tells, and nothing of another bucket or account', async () => {
    const ask = (context: object) => asked({ ...publish, resource: topics.uploads, ...context });
    expect(await ask(from(originals()))).toBe('Allowed');
    expect(await ask(from('somebodys-bucket'))).toBe('ImplicitlyDenied');
    // A bucket of our name in another account, once we deleted ours: the confused deputy.
    expect(await ask(from(originals(), stranger))).toBe('ImplicitlyDenied');
    expect(await ask({})).toBe('ImplicitlyDenied');
  });
  it.each([topics.videoEvents, topics.catalogEvents])('goes nothing to %s', async (resource) => {
    expect(await asked({ ...publish, resource, ...from(originals()) })).toBe('ImplicitlyDenied');
  });
  it.each(Object.values(topics))(
    'and %s takes nothing from a stranger or over plain HTTP',
    async (resource) => {
      const role = { action: 'sns:Publish', resource, identity: [everything] };
      expect(await asked({ ...role, principal: strangersRole })).toBe('ImplicitlyDenied');
      const context = { 'aws:SecureTransport': 'false' };
      expect(await asked({ ...role, principal: ourRole, context })).toBe('ExplicitlyDenied');
    },
  );
  it('may use the key of the topic, from our bucket only', async () => {
    const key = stack.arnOf('aws:kms/key:Key', 'key');
    const use = { principal: 's3.amazonaws.com', action: 'kms:GenerateDataKey', resource: key };
    expect(await asked({ ...use, ...from(originals()) })).toBe('Allowed');
    expect(await asked({ ...use, ...from('somebodys-bucket') })).toBe('ImplicitlyDenied');
    expect(await asked({ ...use, ...from(originals(), stranger) })).toBe('ImplicitlyDenied');
    expect(await asked({ ...use, principal: strangersRole, identity: [everything] })).toBe(
      'ImplicitlyDenied',
    );
  });
});

describe.each(Object.values(queues))('$name', ({ name, deadLetter, subscribesTo }) => {
  const send = (resource: string, topicArn?: string) =>
    asked({
      principal: 'sns.amazonaws.com',
      action: 'sqs:SendMessage',
      resource,
      ...(topicArn && { context: { 'aws:SourceArn': topicArn } }),
    });

  it('takes messages of its topics, and of no other', async () => {
    for (const topic of Object.values(topics)) {
      const expected = (subscribesTo as readonly string[]).includes(topic) ? 'Allowed' : 'ImplicitlyDenied';
      expect([topic, await send(name, regional('sns', topic))]).toEqual([topic, expected]);
      expect([topic, await send(deadLetter, regional('sns', topic))]).toEqual([topic, expected]);
    }
    expect(await send(name, `arn:aws:sns:us-east-1:${stranger}:${topics.uploads}`)).toBe('ImplicitlyDenied');
    expect(await send(name)).toBe('ImplicitlyDenied');
  });

  it('takes none from a stranger, none over plain HTTP, and shows them to nobody else', async () => {
    const role = { action: 'sqs:SendMessage', resource: name, identity: [everything] };
    expect(await asked({ ...role, principal: strangersRole })).toBe('ImplicitlyDenied');
    const context = { 'aws:SecureTransport': 'false' };
    expect(await asked({ ...role, principal: ourRole, context })).toBe('ExplicitlyDenied');
    const receive = { action: 'sqs:ReceiveMessage', resource: name };
    expect(await asked({ ...receive, principal: 'sns.amazonaws.com' })).toBe('ImplicitlyDenied');
    expect(await asked({ ...receive, principal: strangersRole, identity: [everything] })).toBe(
      'ImplicitlyDenied',
    );
  });
});
