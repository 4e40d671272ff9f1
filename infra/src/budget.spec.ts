import { describe, expect, it } from 'vitest';
import { createBudget } from './budget.ts';
import { record } from './mocks.ts';
import { readSettings } from './settings.ts';

describe('the budget', () => {
  it('mails at half, four fifths and all of it, and when the forecast goes beyond', async () => {
    const values: Record<string, string> = { alarmEmail: 'ops@example.com', monthlyBudget: '60' };
    const settings = readSettings({ get: (key: string) => values[key] as never });
    const [budget] = await record(() => createBudget(settings));
    expect(budget!.inputs).toMatchObject({ limitAmount: '60', timeUnit: 'MONTHLY' });
    const notifications = budget!.inputs.notifications as Record<string, unknown>[];
    expect(notifications.map(({ notificationType, threshold }) => [notificationType, threshold])).toEqual([
      ['ACTUAL', 50],
      ['ACTUAL', 80],
      ['ACTUAL', 100],
      ['FORECASTED', 100],
    ]);
    for (const { subscriberEmailAddresses } of notifications)
      expect(subscriberEmailAddresses).toEqual(['ops@example.com']);
  });
});
