import { randomUUID } from 'node:crypto';
import { invalid, notFound, refuse } from './errors.ts';
import type { Secret, SecretStore } from './store.ts';

export type Input = Record<string, unknown>;
export type Operation = (input: Input) => object;

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
/** Bytes ("Quotas", AWS Secrets Manager user guide). */
const MAX_VALUE_BYTES = 65_536;

/** The operations that the product uses, by name, over one store. */
export function createOperations(store: SecretStore): Record<string, Operation> {
  const find = (input: Input): Secret => {
    const secret = store.secret(text(input, 'SecretId', 1, 2048) ?? missing('SecretId'));
    if (!secret) throw notFound();
    return secret;
  };
  const labelsOf = (secret: string, version: string) =>
    store
      .labels(secret)
      .filter((stage) => stage.version === version)
      .map(({ label }) => label);

  /** AWSPREVIOUS follows what AWSCURRENT leaves, as on AWS. */
  function move(secret: string, label: string, version: string): void {
    const before = store.labelled(secret, label);
    if (label === CURRENT && before && before !== version) store.label(secret, PREVIOUS, before);
    store.label(secret, label, version);
    if (label === CURRENT && store.labelled(secret, PREVIOUS) === version) store.unlabel(secret, PREVIOUS);
  }

  /** The same token again is the same version; with another value it is a refusal. */
  function addVersion(secret: string, input: Input, value: string, labels: string[]): string {
    const id = text(input, 'ClientRequestToken', 32, 64) ?? randomUUID();
    const before = store.version(secret, id);
    if (before && before.value !== value)
      throw refuse(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret}.`,
      );
    if (before) return id;
    store.insertVersion(secret, id, value);
    for (const label of labels) move(secret, label, id);
    return id;
  }

  return {
    CreateSecret: (input) =>
      store.atomically(() => {
        const name = text(input, 'Name', 1, 512) ?? missing('Name');
        if (!/^[\w/+=.@-]+$/.test(name))
          throw invalid(
            'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
          );
        const value = secretString(input);
        if (store.secret(name))
          throw refuse(
            'ResourceExistsException',
            `The operation failed because the secret ${name} already exists.`,
          );
        store.insertSecret(name);
        const VersionId = value === undefined ? undefined : addVersion(name, input, value, [CURRENT]);
        return { ARN: store.secret(name)?.arn, Name: name, ...(VersionId && { VersionId }) };
      }),

    PutSecretValue: (input) =>
      store.atomically(() => {
        const { name, arn } = find(input);
        const value = secretString(input);
        if (value === undefined) throw invalid('You must provide either SecretString or SecretBinary.');
        const id = addVersion(name, input, value, strings(input, 'VersionStages') ?? [CURRENT]);
        return { ARN: arn, Name: name, VersionId: id, VersionStages: labelsOf(name, id) };
      }),

    GetSecretValue(input) {
      const { name, arn } = find(input);
      const stage = text(input, 'VersionStage', 1, 256);
      const id = text(input, 'VersionId', 32, 64) ?? store.labelled(name, stage ?? CURRENT);
      const version = id === undefined ? undefined : store.version(name, id);
      if (!version) throw notFound(`secret value for staging label: ${stage ?? CURRENT}`);
      const VersionStages = labelsOf(name, version.id);
      if (stage && !VersionStages.includes(stage))
        throw refuse('InvalidRequestException', 'You provided a VersionStage that is not on that version.');
      return {
        ARN: arn,
        Name: name,
        VersionId: version.id,
        SecretString: version.value,
        VersionStages,
        CreatedDate: version.at / 1000,
      };
    },

    DescribeSecret(input) {
      const { name, arn, createdAt, changedAt } = find(input);
      const VersionIdsToStages: Record<string, string[]> = {};
      for (const { version } of store.labels(name)) VersionIdsToStages[version] = labelsOf(name, version);
      return {
        ARN: arn,
        Name: name,
        CreatedDate: createdAt / 1000,
        LastChangedDate: changedAt / 1000,
        ...(Object.keys(VersionIdsToStages).length > 0 && { VersionIdsToStages }),
      };
    },

    UpdateSecretVersionStage: (input) =>
      store.atomically(() => {
        const { name, arn } = find(input);
        const label = text(input, 'VersionStage', 1, 256) ?? missing('VersionStage');
        const to = text(input, 'MoveToVersionId', 32, 64);
        const from = text(input, 'RemoveFromVersionId', 32, 64);
        const on = store.labelled(name, label);
        if (to && !store.version(name, to)) throw notFound('secret version');
        if (on !== from && on !== to)
          throw invalid(
            `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${on}, so you must explicitly reference that version in RemoveFromVersionId.`,
          );
        if (to) move(name, label, to);
        else if (label === CURRENT) throw invalid('You can only move staging label AWSCURRENT.');
        else store.unlabel(name, label);
        return { ARN: arn, Name: name };
      }),
  };
}

const missing = (name: string): never => {
  throw refuse('ValidationException', `Value at '${name}' failed to satisfy constraint: must not be null`);
};

function text(input: Input, name: string, least: number, most: number): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw refuse('SerializationException', `${name} is not a string.`);
  if (value.length < least || value.length > most)
    throw refuse('ValidationException', `Value at '${name}' must have length from ${least} to ${most}`);
  return value;
}

function strings(input: Input, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || !value.every((item) => typeof item === 'string'))
    throw refuse('ValidationException', `${name} is a list of strings.`);
  return value;
}

function secretString(input: Input): string | undefined {
  if (input.SecretBinary !== undefined) throw invalid('This stand-in keeps no binary secrets.');
  const value = text(input, 'SecretString', 1, MAX_VALUE_BYTES);
  if (value !== undefined && Buffer.byteLength(value) > MAX_VALUE_BYTES)
    throw refuse('ValidationException', `A secret has at most ${MAX_VALUE_BYTES} bytes.`);
  return value;
}
