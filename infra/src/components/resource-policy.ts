import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** A statement of a bucket's, queue's, topic's or key's own policy: who may, or must not, and on what condition. */
export type ResourceStatement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal: '*' | { Service: string | string[] } | { AWS: string };
  Action?: string | string[];
  NotAction?: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** The JSON of a policy with these statements. */
export const resourcePolicy = (statements: ResourceStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Refuses callers without TLS. */
export const tlsOnly = (action: string, resource: string | string[]): ResourceStatement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** Account and region that the program runs in. */
export const here = (): pulumi.Output<{ account: string; region: string }> =>
  pulumi
    .all([aws.getCallerIdentityOutput(), aws.getRegionOutput()])
    .apply(([{ accountId }, { region }]) => ({ account: accountId, region }));
