/** One thing that a role may do, as plain data: specs and the permissions proof read the very same. */
export type Statement = {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** `Sid` says what for, in letters and digits only (IAM's rule). */
export const allow = (
  Sid: string,
  Action: string[],
  Resource: string[],
  Condition?: Statement['Condition'],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });

/** A secret under our own key needs the key as well, but only by way of Secrets Manager. */
export const keyOfSecrets = (
  sid: string,
  actions: ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  { key, region }: { key?: string | undefined; region: string },
): Statement[] =>
  key === undefined
    ? []
    : [
        allow(sid, actions, [key], {
          StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
        }),
      ];
