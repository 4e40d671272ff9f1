import { describe, expect, it } from 'vitest';
import { recordWatched } from './alarms/watched-stack.ts';
import { createDashboard } from './dashboard.ts';

type Widget = {
  type: string;
  x: number;
  y: number;
  width: number;
  properties: { markdown?: string; metrics?: unknown[][] };
};
const widgetsOf = async (values: Record<string, string>): Promise<Widget[]> => {
  const resources = await recordWatched(values, createDashboard);
  const dashboards = resources.filter(({ type }) => type === 'aws:cloudwatch/dashboard:Dashboard');
  expect(dashboards).toHaveLength(1);
  return JSON.parse(String(dashboards[0]!.inputs.dashboardBody)).widgets;
};
const headings = (widgets: Widget[]) =>
  widgets.filter(({ type }) => type === 'text').map(({ properties }) => properties.markdown);

describe('the dashboard', () => {
  it('has a row per part of the system', async () => {
    expect(headings(await widgetsOf({ profile: 'standard' }))).toEqual([
      '## Delivery',
      '## Balancer',
      '## Services',
      '## Queues',
      '## Workers',
      '## Database',
      '## Cost',
    ]);
  });

  it('leaves out what sleeps', async () => {
    expect(headings(await widgetsOf({ profile: 'lean', asleep: 'true' }))).toEqual([
      '## Delivery',
      '## Queues',
      '## Database',
      '## Cost',
    ]);
  });

  it('stays within what is free: fifty metrics, and within the grid', async () => {
    const widgets = await widgetsOf({ profile: 'standard' });
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    expect(metrics.length).toBeLessThanOrEqual(50);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
    for (const metric of metrics)
      for (const part of metric) expect(typeof part === 'object' || typeof part === 'string').toBe(true);
  });
});
