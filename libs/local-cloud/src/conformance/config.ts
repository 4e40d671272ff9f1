/** Where the conformance suites are held against; README.md, "Against AWS", says how to prepare an account. */
export type ConformanceConfig = { kind: 'local' } | AwsConformance;

export type AwsConformance = {
  kind: 'aws';
  region: string;
  /** An existing bucket without lifecycle rules that delete objects. */
  bucket: string;
  /** A verified SES identity; without it the mail suite is left out. */
  sesFrom?: string;
  /** A throw-away user pool and an inbox for its codes; without them the user pool suite is left out. */
  cognito?: { userPoolId: string; clientId: string; inboxDomain: string; inboxBucket: string };
};

/** Reads MATINEE_CONFORMANCE and what belongs to it; throws a sentence for a setting that is missing. */
export function conformanceConfig(env: NodeJS.ProcessEnv = process.env): ConformanceConfig {
  if (env.MATINEE_CONFORMANCE !== 'aws') return { kind: 'local' };
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`Set ${name} to hold the suites against AWS.`);
    return value;
  };
  return {
    kind: 'aws',
    region: need('AWS_REGION'),
    bucket: need('MATINEE_CONFORMANCE_BUCKET'),
    sesFrom: env.MATINEE_CONFORMANCE_SES_FROM,
    cognito: env.MATINEE_CONFORMANCE_USER_POOL_ID
      ? {
          userPoolId: env.MATINEE_CONFORMANCE_USER_POOL_ID,
          clientId: need('MATINEE_CONFORMANCE_CLIENT_ID'),
          inboxDomain: need('MATINEE_CONFORMANCE_INBOX_DOMAIN'),
          inboxBucket: need('MATINEE_CONFORMANCE_INBOX_BUCKET'),
        }
      : undefined,
  };
}
