import type { Runbook } from './definition.ts';

/** An event that AWS tells once, sent on to people by an EventBridge rule. */
export type Notice = { name: string; says: string; runbook: Runbook; pattern: Record<string, unknown> };

const ecs = (detailType: string, detail: Record<string, unknown>) => ({
  source: ['aws.ecs'],
  'detail-type': [detailType],
  detail,
});

/** Tasks that ended although nobody asked them to; too many make the alarm `matinee-crash-loop`. */
export const crashes = ecs('ECS Task State Change', {
  lastStatus: ['STOPPED'],
  group: [{ prefix: 'service:matinee-' }],
  stopCode: ['EssentialContainerExited'],
});

export const notices = (names: { workerSpot: string }): Notice[] => [
  {
    name: 'deployment-failed',
    says: 'A deployment failed; ECS goes back to the last that worked.',
    runbook: 'deployment-failed',
    pattern: ecs('ECS Deployment State Change', { eventName: ['SERVICE_DEPLOYMENT_FAILED'] }),
  },
  {
    name: 'placement-failed',
    says: 'ECS finds no room for a task.',
    runbook: 'placement-failed',
    // Workers on Spot miss capacity now and then by design; the on-demand fallback has its own alarm.
    pattern: {
      ...ecs('ECS Service Action', { eventName: ['SERVICE_TASK_PLACEMENT_FAILURE'] }),
      resources: [{ 'anything-but': { suffix: `/${names.workerSpot}` } }],
    },
  },
  {
    name: 'database-task-failed',
    says: 'A one-off task (migrate, rotate or verify) ended with an error or did not start.',
    runbook: 'secret-rotation',
    pattern: ecs('ECS Task State Change', {
      lastStatus: ['STOPPED'],
      group: ['family:matinee-database'],
      $or: [{ containers: { exitCode: [{ 'anything-but': [0] }] } }, { stopCode: ['TaskFailedToStart'] }],
    }),
  },
  {
    name: 'database-event',
    says: 'RDS reports a failover, a failure or too little storage.',
    runbook: 'database-failover',
    pattern: {
      source: ['aws.rds'],
      'detail-type': ['RDS DB Instance Event'],
      detail: { EventCategories: ['failover', 'failure', 'low storage', 'recovery'] },
    },
  },
  {
    name: 'certificate-expires',
    says: 'A certificate was not renewed and expires soon.',
    runbook: 'certificate',
    pattern: { source: ['aws.acm'], 'detail-type': ['ACM Certificate Approaching Expiration'] },
  },
];
