import { edgeTarget } from '@matinee/contracts';
import { describe, expect, it } from 'vitest';
import { wayIn } from './spec-way-in.ts';
import { recordStack, variants } from './testing.ts';

const stack = (name: string) => recordStack(variants[name]!, wayIn);

type Rule = { priority: number; conditions: { pathPattern: { values: string[] } }[]; actions: Action[] };
type Action = {
  type: string;
  targetGroupArn?: string;
  fixedResponse?: { statusCode: string; messageBody: string };
};

/** Where the balancer sends a path: patterns are case-sensitive, `*` is any text, rules go by priority. */
async function balance(listenerName: string, path: string): Promise<Action> {
  const { all, one } = await stack('standard');
  const listener = one('aws:lb/listener:Listener', listenerName);
  const rules = all('aws:lb/listenerRule:ListenerRule')
    .filter(({ name }) => name.startsWith(`${listenerName}-`))
    .map(({ inputs }) => inputs as Rule)
    .sort((a, b) => a.priority - b.priority);
  const matches = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(path);
  const rule = rules.find(({ conditions }) => conditions[0]!.pathPattern.values.some(matches));
  return (rule?.actions ?? (listener.inputs.defaultActions as Action[]))[0]!;
}
const target = ({ targetGroupArn, fixedResponse }: Action) =>
  targetGroupArn?.match(/matinee-(\w+)/)?.[1] ?? fixedResponse?.statusCode;

describe('the public listener', () => {
  const paths = [
    ...['/auth', '/auth/login', '/authors', '/videos', '/videos/', '/videosomething', '/videos/upload'],
    ...[
      '/videos/upload/parts',
      '/videos/uploads',
      '/videos/abc',
      '/users/me/videos',
      '/transcodes/abc/master.m3u8',
    ],
    ...['/', '/watch/abc', '/_next/static/a.js', '/Videos'],
  ];
  it.each(paths)('sends %s where the path table says', async (path) => {
    expect(target(await balance('public', path))).toBe(edgeTarget(path));
  });

  it.each(['/internal', '/internal/tasks/1'])('knows nothing of %s', async (path) => {
    const { fixedResponse } = await balance('public', path);
    expect(fixedResponse).toMatchObject({ statusCode: '404', contentType: 'application/json' });
    expect(JSON.parse(fixedResponse!.messageBody)).toMatchObject({ error: { code: 'not_found' } });
  });

  it('is HTTPS with a domain and HTTP inside the VPC without one, and CloudFront knows', async () => {
    const withDomain = await stack('standard with a domain');
    expect(withDomain.one('aws:lb/listener:Listener', 'public').inputs).toMatchObject({
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificateArn: expect.stringContaining('certificate'),
    });
    const without = await stack('standard');
    expect(without.one('aws:lb/listener:Listener', 'public').inputs).toMatchObject({
      port: 80,
      protocol: 'HTTP',
    });
    const policy = ({ one }: typeof without) =>
      (one('aws:cloudfront/vpcOrigin:VpcOrigin').inputs.vpcOriginEndpointConfig as Record<string, unknown>)
        .originProtocolPolicy;
    expect([policy(withDomain), policy(without)]).toEqual(['https-only', 'http-only']);
  });

  it('gets another origin with another protocol, because CloudFront changes none that is in use', async () => {
    const origin = async (variant: string) =>
      (await stack(variant)).one('aws:cloudfront/vpcOrigin:VpcOrigin').inputs.vpcOriginEndpointConfig;
    const [plain, secure] = [await origin('standard'), await origin('standard with a domain')];
    expect(plain).toMatchObject({ name: 'matinee-http' });
    expect(secure).toMatchObject({ name: 'matinee-https' });
  });
});

describe('the internal listener', () => {
  it.each([
    ['/internal/tasks/1', 'transcode'],
    ['/auth/me', 'auth'],
    ['/videos', 'catalog'],
    ['/', '404'],
    ['/media/abc', '404'],
  ])('sends %s to %s', async (path, expected) => {
    expect(target(await balance('internal', path))).toBe(expected);
  });
});

it('has private addresses, refuses odd requests, is logged and protected', async () => {
  const { one } = await stack('standard');
  expect(one('aws:lb/loadBalancer:LoadBalancer').inputs).toMatchObject({
    internal: true,
    dropInvalidHeaderFields: true,
    desyncMitigationMode: 'defensive',
    idleTimeout: 60,
    enableDeletionProtection: true,
    accessLogs: { enabled: true, prefix: 'balancer' },
    connectionLogs: { enabled: true },
  });
  const open = await recordStack({ ...variants['standard']!, allowDestroy: 'true' }, wayIn);
  expect(open.one('aws:lb/loadBalancer:LoadBalancer').inputs.enableDeletionProtection).toBe(false);
});

it('asks every service whether it is ready, and lets go of it within half a minute', async () => {
  const { all } = await stack('standard');
  const groups = all('aws:lb/targetGroup:TargetGroup');
  expect(groups.map(({ name }) => name).sort()).toEqual(
    ['auth', 'catalog', 'transcode', 'upload', 'web'].map((name) => `matinee-${name}`),
  );
  for (const { name, inputs } of groups)
    expect(inputs).toMatchObject({
      targetType: 'ip',
      deregistrationDelay: 30,
      healthCheck: {
        path: name === 'matinee-web' ? '/robots.txt' : '/readyz',
        interval: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
});

it('costs nothing while asleep', async () => {
  const { all } = await stack('asleep');
  for (const type of [
    'lb/loadBalancer:LoadBalancer',
    'lb/targetGroup:TargetGroup',
    'cloudfront/vpcOrigin:VpcOrigin',
  ])
    expect(all(`aws:${type}`)).toEqual([]);
});
