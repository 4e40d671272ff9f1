import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { needsOfCalls, needsOfMissing, presigned, type Input, type Need } from './needs.ts';
import { templateOf } from './template.ts';

/** A line of the file: who called what, and which permission that takes. */
export type RecordedCall = Need & { service: string; call: string };

type Context = { clientName?: string; commandName?: string };
type Handler = (args: { input: Input }) => Promise<unknown>;
type Middleware = (next: Handler, context: Context) => Handler;
/** What all SDK clients have in common here. */
export type Recordable = {
  middlewareStack: { add(middleware: Middleware, options: { step: 'initialize'; name: string }): void };
};

const prefixes: Record<string, string> = { cognitoidentityprovider: 'cognito-idp' };

/**
 * Writes down each kind of call once, as JSON lines. It listens at the first step of the SDK, which presigned URLs
 * pass too: they are used with our permissions.
 * @throws Error from the call itself when needs.ts has no row for it
 */
export function recordCalls(client: Recordable, { file, service }: { file: string; service: string }): void {
  mkdirSync(dirname(file), { recursive: true });
  const seen = new Set<string>();
  const write = (call: string, needs: Need[]) => {
    for (const { action, resource, context, signed } of needs) {
      const recorded: RecordedCall = {
        ...{ service, call, action, resource: templateOf(resource) },
        ...(context && { context: mapValues(context, templateOf) }),
        ...(signed === false && { signed }),
      };
      const line = JSON.stringify(recorded);
      if (seen.has(line)) continue;
      seen.add(line);
      appendFileSync(file, `${line}\n`);
    }
  };
  const listen: Middleware = (next, context) => async (args) => {
    const call = nameOf(context);
    const needs = needsOfCalls[call];
    if (!needs) throw new Error(`${call} has no row in service-kit/src/aws-calls/needs.ts.`);
    const needed = needs(args.input);
    try {
      const result = await next(args);
      write(call, isPresigned(result) ? presigned(needed) : needed);
      return result;
    } catch (error) {
      write(call, [...needed, ...(isMissing(error) ? needsOfMissing(call, args.input) : [])]);
      throw error;
    }
  };
  client.middlewareStack.add(listen, { step: 'initialize', name: 'recordCalls' });
}

function nameOf({ clientName = '', commandName = '' }: Context): string {
  const client = clientName.replace(/Client$/, '').toLowerCase();
  return `${prefixes[client] ?? client}:${commandName.replace(/Command$/, '')}`;
}

/** The presigner answers with the URL instead of sending a request (@aws-sdk/s3-request-presigner). */
const isPresigned = (result: unknown): boolean =>
  'presigned' in ((result as { output?: object }).output ?? {});
const isMissing = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;

const mapValues = (record: Record<string, string>, map: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
