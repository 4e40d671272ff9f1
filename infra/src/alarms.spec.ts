import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAlarms } from './alarms.ts';
import { burnRates, errorBudget } from './alarms/balancer.ts';
import { runbookPath, runbooks } from './alarms/definition.ts';
import { recordWatched } from './alarms/watched-stack.ts';
import type { Recorded } from './mocks.ts';

const root = new URL('../../', import.meta.url);
const types = {
  alarm: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  composite: 'aws:cloudwatch/compositeAlarm:CompositeAlarm',
  rule: 'aws:cloudwatch/eventRule:EventRule',
};
const variants = {
  lean: { profile: 'lean' },
  asleep: { profile: 'lean', asleep: 'true' },
  standard: { profile: 'standard' },
  ha: { profile: 'ha' },
};
type Variant = keyof typeof variants;
const stacks = {} as Record<Variant, Recorded[]>;
beforeAll(async () => {
  for (const [name, values] of Object.entries(variants))
    stacks[name as Variant] = await recordWatched(values, createAlarms);
});
const all = (variant: Variant, type: string) => stacks[variant].filter((resource) => resource.type === type);
const alarms = (variant: Variant) => all(variant, types.alarm).map(({ inputs }) => inputs);
const billed = (variant: Variant) =>
  alarms(variant).reduce((sum, { metricQueries }) => {
    const queries = metricQueries as { metric?: unknown }[] | undefined;
    return sum + (queries ? queries.filter(({ metric }) => metric).length : 1);
  }, 0);

describe('alarms', () => {
  it('of the lean profile are the ten metrics that are free, and fewer while it sleeps', () => {
    expect(billed('lean')).toBe(10);
    expect(billed('asleep')).toBe(6);
  });

  it('watch every dead-letter queue in every profile', () => {
    for (const variant of Object.keys(variants) as Variant[])
      expect(
        alarms(variant).filter(({ name }) => String(name).endsWith('-dead-letters')),
        variant,
      ).toHaveLength(4);
  });

  it.each(['standard', 'ha'] as const)(
    'of %s watch queues, balancer, services, database and workers',
    (variant) => {
      const names = alarms(variant).map(({ name }) => name);
      for (const name of [
        'matinee-transcode-fast-old',
        'matinee-catalog-no-targets',
        'matinee-web-unhealthy',
        'matinee-catalog-slow',
        'matinee-database-storage',
        'matinee-database-cpu',
        'matinee-database-connections',
        'matinee-worker-on-demand',
        'matinee-worker-idle',
        'matinee-worker-disk',
        'matinee-crash-loop',
        'matinee-delivery-errors',
        'matinee-rotation-not-started',
      ])
        expect(names).toContain(name);
    },
  );

  it('does not hold auth-service to a speed, because it answers slowly on purpose', () => {
    expect(alarms('standard').map(({ name }) => name)).not.toContain('matinee-auth-slow');
  });

  it('reach people, except the parts of a composite alarm', () => {
    for (const { name, alarmActions } of alarms('standard'))
      expect(alarmActions, String(name)).toHaveLength(String(name).startsWith('matinee-burn-') ? 0 : 1);
    for (const { inputs } of all('standard', types.composite)) expect(inputs.alarmActions).toHaveLength(1);
  });
});

describe('the SLO of 99.9 %', () => {
  it('has its two pages, each over a long and a short window', () => {
    const rules = all('standard', types.composite).map(({ inputs }) => inputs.alarmRule);
    expect(rules).toEqual([
      'ALARM("matinee-burn-fast-1h") AND ALARM("matinee-burn-fast-5m")',
      'ALARM("matinee-burn-slow-6h") AND ALARM("matinee-burn-slow-30m")',
    ]);
  });

  it('fires at 14.4 and at 6 times the error budget', () => {
    const threshold = (name: string) => alarms('standard').find((alarm) => alarm.name === name)?.threshold;
    expect(threshold('matinee-burn-fast-5m')).toBeCloseTo(0.0144);
    expect(threshold('matinee-burn-slow-6h')).toBeCloseTo(0.006);
    expect(burnRates.map(({ factor }) => factor * errorBudget)).toHaveLength(2);
  });

  it('says nothing about a handful of requests', () => {
    for (const alarm of alarms('standard').filter(({ name }) => String(name).startsWith('matinee-burn-'))) {
      const queries = alarm.metricQueries as { expression?: string; metric?: { period: number } }[];
      expect(queries[0]!.expression).toMatch(/^IF\(.* >= \d+, .*, 0\)$/);
      expect(new Set(queries.slice(1).map(({ metric }) => metric!.period)).size).toBe(1);
    }
  });
});

it('nobody healthy means in no zone: one task of a service leaves the other zones without', () => {
  const none = alarms('standard').filter(({ name }) => String(name).endsWith('-no-targets'));
  expect(none).toHaveLength(5);
  for (const alarm of none)
    expect(alarm).toMatchObject({ metricName: 'HealthyHostCount', statistic: 'Maximum', threshold: 1 });
});

describe('events', () => {
  it('of deployments, placement, one-off tasks, database and certificates are mailed in every profile', () => {
    for (const variant of Object.keys(variants) as Variant[])
      expect(all(variant, types.rule).map(({ inputs }) => inputs.name)).toEqual(
        expect.arrayContaining([
          'matinee-deployment-failed',
          'matinee-placement-failed',
          'matinee-database-task-failed',
          'matinee-database-event',
          'matinee-certificate-expires',
        ]),
      );
  });

  it('of tasks that ended by themselves are kept in a log that takes streams and lines of EventBridge', () => {
    const policy = all('lean', 'aws:cloudwatch/logResourcePolicy:LogResourcePolicy')[0]!;
    const [streams, lines] = JSON.parse(String(policy.inputs.policyDocument)).Statement;
    // The source is known when lines are written, not when their stream is made.
    expect(streams).toMatchObject({ Action: 'logs:CreateLogStream' });
    expect(streams.Condition).toBeUndefined();
    expect(lines).toMatchObject({ Action: 'logs:PutLogEvents', Condition: { ArnEquals: {} } });
  });

  it('leave missing Spot capacity to the fallback', () => {
    const rule = all('ha', types.rule).find(({ inputs }) => inputs.name === 'matinee-placement-failed')!;
    expect(JSON.parse(String(rule.inputs.eventPattern)).resources).toEqual([
      { 'anything-but': { suffix: '/matinee-worker' } },
    ]);
  });

  it('go to a topic that only our account’s alarms and rules of EventBridge may write to', () => {
    const policy = all('lean', 'aws:sns/topicPolicy:TopicPolicy')[0]!;
    const [alarms, rules] = JSON.parse(String(policy.inputs.policy)).Statement;
    expect(alarms.Principal.Service).toBe('cloudwatch.amazonaws.com');
    expect(alarms.Condition.StringEquals).toEqual({ 'aws:SourceAccount': '123456789012' });
    // A condition would lose every mail: EventBridge names no source to SNS.
    expect(rules).toMatchObject({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' });
    expect(rules.Condition).toBeUndefined();
    expect(all('lean', 'aws:sns/topicSubscription:TopicSubscription')[0]!.inputs).toMatchObject({
      protocol: 'email',
      endpoint: 'ops@example.com',
    });
  });
});

describe('runbooks', () => {
  const descriptions = () =>
    (Object.keys(variants) as Variant[]).flatMap((variant) => [
      ...alarms(variant).map(({ alarmDescription }) => String(alarmDescription)),
      ...all(variant, types.composite).map(({ inputs }) => String(inputs.alarmDescription)),
      ...all(variant, types.rule).map(({ inputs }) => String(inputs.description)),
    ]);
  /** Not answers to an alarm but things to do: named on the page of all runbooks. */
  const procedures = ['abuse-upload-wave', 'ffmpeg-cve', 'key-rotation', 'restore-drill'];

  it('stand at the end of every description, and exist', () => {
    for (const description of descriptions()) {
      const path = / Runbook: (docs\/runbooks\/[a-z-]+\.md)$/.exec(description)?.[1];
      expect(path, description).toBeDefined();
      expect(existsSync(new URL(path!, root)), path).toBe(true);
      // EventBridge cuts descriptions off at 512 characters.
      expect(description.length).toBeLessThan(512);
    }
  });

  it('are all used: by an alarm, by the budget or as a procedure', () => {
    const used = runbooks.filter(
      (name) => name === 'budget' || descriptions().some((text) => text.endsWith(runbookPath(name))),
    );
    expect(used).toEqual([...runbooks]);
    const files = readdirSync(new URL('docs/runbooks/', root)).filter((file) => file !== 'README.md');
    expect(files.sort()).toEqual([...runbooks, ...procedures].map((name) => `${name}.md`).sort());
  });

  it('are all in the list, and each says what it means, what to type, how to undo it and whom to tell', () => {
    const list = readFileSync(new URL('docs/runbooks/README.md', root), 'utf8');
    for (const name of [...runbooks, ...procedures]) {
      expect(list).toContain(`(${name}.md)`);
      const page = readFileSync(new URL(`docs/runbooks/${name}.md`, root), 'utf8');
      for (const heading of ['## Meaning', '## First', '## Dashboard', '## Undo', '## Tell'])
        expect(page, `${name}: ${heading}`).toContain(heading);
      expect(page.split('\n').length, name).toBeLessThan(70);
    }
  });
});
