import { autoScaling, scaling } from '@matinee/scaling';
import { describe, expect, it } from 'vitest';
import { recordStack, variants } from './testing.ts';

const stack = (name: string) => recordStack(variants[name]!);

type Metrics = { id: string; expression?: string; returnData?: boolean }[];

/** The value of a CloudWatch formula for numbers of messages and tasks; undefined is a metric without data. */
function evaluate(metrics: Metrics, values: Record<string, number | undefined>): number | undefined {
  const { expression } = metrics.find(({ returnData }) => returnData)!;
  const names = metrics.filter((metric) => !metric.expression).map(({ id }) => id);
  const filled = expression!.replaceAll(/FILL\((\w+),0\)/g, (_, id: string) => String(values[id] ?? 0));
  if (names.some((id) => new RegExp(`\\b${id}\\b`).test(filled) && values[id] === undefined))
    return undefined;
  const script = filled
    .replaceAll(/[a-z]+\d/g, (id) => String(values[id]))
    .replaceAll('IF(', 'choose(')
    .replaceAll(' AND ', ' && ');
  const choose = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
  return Number(new Function('choose', `return ${script}`)(choose));
}
const messages = (visible: number, taken: number) => ({
  visible0: visible,
  visible1: 0,
  taken0: taken,
  taken1: 0,
});

describe('services', () => {
  it('follow requests and CPU where more tasks are allowed', async () => {
    const { all, one } = await stack('ha');
    expect(one('aws:appautoscaling/target:Target', 'matinee-catalog').inputs).toMatchObject({
      resourceId: 'service/matinee/matinee-catalog',
      minCapacity: 2,
      maxCapacity: 10,
    });
    expect(one('aws:appautoscaling/policy:Policy', 'matinee-catalog-requests').inputs).toMatchObject({
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: {
          predefinedMetricType: 'ALBRequestCountPerTarget',
          resourceLabel: expect.stringMatching(/^app\/matinee\/\w+\/targetgroup\/matinee-catalog\/\w+$/),
        },
      },
    });
    expect(one('aws:appautoscaling/policy:Policy', 'matinee-catalog-cpu').inputs).toMatchObject({
      targetTrackingScalingPolicyConfiguration: { targetValue: 60 },
    });
    expect(all('aws:appautoscaling/target:Target')).toHaveLength(5 + 2);
  });

  it('stay as they are where there is one task for all', async () => {
    const { all } = await stack('lean');
    expect(
      all('aws:appautoscaling/target:Target')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['matinee-worker', 'matinee-worker-on-demand']);
  });
});

describe('workers', () => {
  it('go from none to as many as the profile pays for', async () => {
    const { one } = await stack('lean');
    for (const name of ['matinee-worker', 'matinee-worker-on-demand'])
      expect(one('aws:appautoscaling/target:Target', name).inputs).toMatchObject({
        minCapacity: 0,
        maxCapacity: 10,
      });
  });

  it('follow the backlog per worker, stand-ins counted', async () => {
    const { one } = await stack('lean');
    const { inputs } = one('aws:appautoscaling/policy:Policy', 'matinee-worker-backlog');
    const { targetValue, customizedMetricSpecification } =
      inputs.targetTrackingScalingPolicyConfiguration as {
        targetValue: number;
        customizedMetricSpecification: { metrics: Metrics };
      };
    expect(targetValue).toBe(scaling.backlogPerWorker);
    const { metrics } = customizedMetricSpecification;
    expect(evaluate(metrics, { ...messages(20, 4), running0: 2, running1: 1 })).toBe(8);
    expect(evaluate(metrics, { ...messages(20, 4), running0: undefined, running1: undefined })).toBe(24);
    expect(metrics.filter(({ returnData }) => returnData)).toHaveLength(1);
  });

  const alarmOf = async (name: string) => {
    const { inputs } = (await stack('lean')).one('aws:cloudwatch/metricAlarm:MetricAlarm', name);
    return inputs as {
      metricQueries: Metrics;
      threshold: number;
      evaluationPeriods: number;
      treatMissingData: string;
      alarmActions: string[];
    };
  };

  it('are woken when messages wait and none runs, one more each time, never fewer', async () => {
    const { metricQueries, threshold, evaluationPeriods } = await alarmOf('matinee-worker-wake');
    const wakes = (values: Record<string, number | undefined>) =>
      evaluate(metricQueries, values)! >= threshold;
    expect(wakes({ ...messages(1, 0), running0: undefined, running1: undefined })).toBe(true);
    expect(wakes({ ...messages(0, 3), running0: undefined, running1: undefined })).toBe(false);
    expect(wakes({ ...messages(9, 0), running0: undefined, running1: 1 })).toBe(false);
    expect(evaluationPeriods).toBe(autoScaling.wake.datapoints);
    const { inputs } = (await stack('lean')).one('aws:appautoscaling/policy:Policy', 'matinee-worker-wake');
    expect(inputs.stepScalingPolicyConfiguration).toMatchObject({
      adjustmentType: 'ChangeInCapacity',
      stepAdjustments: [{ scalingAdjustment: 1 }],
    });
  });

  it.each(['matinee-worker', 'matinee-worker-on-demand'])(
    'of %s all go after ten idle minutes',
    async (service) => {
      const { metricQueries, threshold, evaluationPeriods, treatMissingData } = await alarmOf(
        `${service}-idle`,
      );
      const idle = (values: Record<string, number | undefined>) =>
        (evaluate(metricQueries, values) ?? 0) >= threshold;
      // A minute that nobody has reported yet is left out, and does not end the row of idle ones.
      expect(evaluate(metricQueries, { ...messages(0, 0), running0: undefined })).toBeUndefined();
      expect(idle({ ...messages(0, 0), running0: 2 })).toBe(true);
      expect(idle({ ...messages(0, 1), running0: 2 })).toBe(false);
      expect(idle({ ...messages(1, 0), running0: 2 })).toBe(false);
      // With none running there is nothing to end, and the alarm must not be on when the next one is woken.
      expect(idle({ ...messages(0, 0), running0: undefined })).toBe(false);
      // Queues that were quiet for hours report late: unknown is not idle.
      expect(idle({ visible0: undefined, running0: 2 })).toBe(false);
      expect(treatMissingData).toBe('notBreaching');
      expect(evaluationPeriods).toBe(scaling.idleMinutes);
      const { inputs } = (await stack('lean')).one('aws:appautoscaling/policy:Policy', `${service}-idle`);
      expect(inputs.stepScalingPolicyConfiguration).toMatchObject({
        adjustmentType: 'ExactCapacity',
        stepAdjustments: [{ scalingAdjustment: 0 }],
      });
    },
  );
});
