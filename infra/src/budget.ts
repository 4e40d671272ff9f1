import * as aws from '@pulumi/aws';
import type { Settings } from './settings.ts';

/** Per cent of the month's budget that has been spent, and the forecast for the whole month. */
const warnings = [
  { threshold: 50, notificationType: 'ACTUAL' },
  { threshold: 80, notificationType: 'ACTUAL' },
  { threshold: 100, notificationType: 'ACTUAL' },
  { threshold: 100, notificationType: 'FORECASTED' },
] as const;

/** Mails when the account costs more than agreed; it switches nothing off. Runbook: docs/runbooks/budget.md. */
export const createBudget = ({ alarmEmail, monthlyBudget }: Settings) =>
  new aws.budgets.Budget('monthly', {
    name: 'matinee-monthly',
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(monthlyBudget),
    limitUnit: 'USD',
    notifications: warnings.map((warning) => ({
      ...warning,
      comparisonOperator: 'GREATER_THAN',
      thresholdType: 'PERCENTAGE',
      subscriberEmailAddresses: [alarmEmail],
    })),
  });
