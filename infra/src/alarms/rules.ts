import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { resourcePolicy, type ResourceStatement } from '../components/resource-policy.ts';
import { described } from './definition.ts';
import { crashes, notices } from './notices.ts';
import type { Watched } from './watched.ts';

/** One rule per notice, to the topic; the mail is a sentence, what happened where, and the runbook. */
export function createNotices(topic: aws.sns.Topic, { services }: Pick<Watched, 'services'>): void {
  for (const { name, says, runbook, pattern } of notices(services)) {
    const rule = new aws.cloudwatch.EventRule(name, {
      name: `matinee-${name}`,
      description: described(says, runbook),
      eventPattern: JSON.stringify(pattern),
    });
    new aws.cloudwatch.EventTarget(name, {
      rule: rule.name,
      arn: topic.arn,
      inputTransformer: {
        inputPaths: { time: '$.time', what: '$.resources[0]' },
        inputTemplate: `"${described(says, runbook)} (<time>, <what>)"`,
      },
    });
  }
}

/**
 * Keeps every task that ended by itself in a log: ECS forgets the reason after an hour.
 * @returns the rule, whose metric is the alarm for crash loops
 */
export function createCrashRecord({ logs }: Pick<Watched, 'logs'>): aws.cloudwatch.EventRule {
  // EventBridge writes only to groups below /aws/events/ that let it.
  const log = logs.group('/aws/events/matinee-crashes');
  const rule = new aws.cloudwatch.EventRule('crashes', {
    name: 'matinee-crashes',
    description: described('Tasks that ended by themselves.', 'worker-crash-loop'),
    eventPattern: JSON.stringify(crashes),
  });
  const mayWrite = new aws.cloudwatch.LogResourcePolicy('crashes', {
    policyName: 'matinee-crashes',
    policyDocument: pulumi
      .all([log.arn, rule.arn])
      .apply(([logArn, ruleArn]) => resourcePolicy(fromOurRule(logArn, ruleArn))),
  });
  new aws.cloudwatch.EventTarget('crashes', { rule: rule.name, arn: log.arn }, { dependsOn: mayWrite });
  return rule;
}

/**
 * As EventBridge documents it ("Amazon CloudWatch Logs permissions"): the rule is named when lines are written, and by nobody
 * when their stream is made.
 */
function fromOurRule(logArn: string, ruleArn: string): ResourceStatement[] {
  const byEvents: Omit<ResourceStatement, 'Sid'> = {
    Effect: 'Allow',
    Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
    Resource: `${logArn}:*`,
  };
  const fromRule = { ArnEquals: { 'aws:SourceArn': ruleArn } };
  return [
    { Sid: 'MakeStreams', ...byEvents, Action: 'logs:CreateLogStream' },
    { Sid: 'FromOurRule', ...byEvents, Action: 'logs:PutLogEvents', Condition: fromRule },
  ];
}
