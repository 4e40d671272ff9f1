import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A kind of call and the permission it takes; written by service-kit (aws-calls/), read by infra/src/permissions. */
export type Call = {
  call: string;
  action: string;
  resource: string;
  context?: Record<string, string>;
  signed?: false;
};
/** By service. */
export type Calls = Record<string, Call[]>;

/** The checked-in calls, which the policies are proven against. */
export const recordedCallsFile = join(
  import.meta.dirname,
  '../../../../infra/src/permissions/recorded-calls.json',
);

export const readRecordedCalls = (): Calls => JSON.parse(readFileSync(recordedCallsFile, 'utf8')) as Calls;

/** What the processes of a stack wrote down. @throws Error when the stack was started without `--aws-calls` */
export function readCallLogs(folder: string): Calls {
  const calls: Calls = {};
  for (const name of readdirSync(folder)) {
    const lines = new Set(readFileSync(join(folder, name), 'utf8').trim().split('\n'));
    for (const line of lines) {
      const { service, ...call } = JSON.parse(line) as Call & { service: string };
      (calls[service] ??= []).push(call);
    }
  }
  return sorted(calls);
}

export const writeRecordedCalls = (calls: Calls): void =>
  writeFileSync(recordedCallsFile, `${JSON.stringify(sorted(calls), null, 2)}\n`);

/** A call as a line that people can compare: `upload s3:HeadObject → s3:GetObject matinee-originals/…`. */
export const describeCall = (service: string, { call, action, resource, context }: Call): string =>
  `${service} ${call} → ${action} ${resource}${context ? ` ${JSON.stringify(context)}` : ''}`;

export const describeCalls = (calls: Calls): string[] =>
  Object.entries(calls).flatMap(([service, list]) => list.map((call) => describeCall(service, call)));

function sorted(calls: Calls): Calls {
  const unique = (service: string, list: Call[]) => [
    ...new Map(list.map((call) => [describeCall(service, call), call])).entries(),
  ];
  const byText = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return Object.fromEntries(
    Object.entries(calls)
      .toSorted(byText)
      .map(([service, list]) => [
        service,
        unique(service, list)
          .toSorted(byText)
          .map(([, call]) => call),
      ]),
  );
}
