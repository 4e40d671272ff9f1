import type * as pulumi from '@pulumi/pulumi';

/** Each has a page docs/runbooks/<name>.md; a spec holds that pages and alarms match. */
export const runbooks = [
  'budget',
  'certificate',
  'database-busy',
  'database-failover',
  'dead-letters',
  'delivery',
  'deployment-failed',
  'disk',
  'errors',
  'idle-workers',
  'no-targets',
  'placement-failed',
  'queue-old',
  'secret-rotation',
  'slow',
  'spot-shortage',
  'worker-crash-loop',
] as const;
export type Runbook = (typeof runbooks)[number];

export const runbookPath = (name: Runbook) => `docs/runbooks/${name}.md`;
/** Every description ends with this, so that the mail says what to do. */
export const described = (says: string, name: Runbook) => `${says} Runbook: ${runbookPath(name)}`;

export type Metric = {
  namespace: string;
  name: string;
  dimensions: Record<string, pulumi.Input<string>>;
  /** `Sum`, `Maximum`, `SampleCount`, `p95`, … */
  stat: string;
  /** Seconds. */
  period: number;
};

/** An alarm as data. */
export type AlarmDefinition = {
  /** Without the prefix `matinee-`. */
  name: string;
  says: string;
  runbook: Runbook;
  /** One metric, or several under ids and an expression over them. */
  of: Metric | { metrics: Record<string, Metric>; expression: string };
  comparison?: 'above' | 'atLeast' | 'below';
  threshold: number;
  /** Periods in a row. */
  periods: number;
  /** What silence means; by default that nothing happened. */
  missing?: 'notBreaching' | 'breaching';
  /** Also in the lean profile: ten metrics in alarms are free. */
  lean?: true;
  /** A deployment during which it goes off is undone by ECS. */
  undoesDeployments?: true;
  /** Only a part of a composite alarm: tells nobody. */
  part?: true;
};

/** What AWS bills an alarm by: the metrics it reads. */
export const metricsOf = ({ of }: AlarmDefinition): Metric[] =>
  'expression' in of ? Object.values(of.metrics) : [of];
