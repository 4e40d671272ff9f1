import { afterAll, beforeAll, describe } from 'vitest';
import { cognitoConformance } from './cognito.ts';
import { conformanceConfig } from './config.ts';
import { queuesConformance } from './queues.ts';
import { s3Conformance } from './s3.ts';
import { sesConformance } from './ses.ts';
import { openTargets, type Targets } from './targets.ts';

/**
 * One description of AWS, held against the local cloud, or with MATINEE_CONFORMANCE=aws against an AWS account
 * (README.md, "Against AWS"). Parts of AWS that are not configured are left out of that run.
 */
const config = conformanceConfig();
const isHere = (part: 'ses' | 'cognito'): boolean =>
  config.kind === 'local' || (part === 'ses' ? config.sesFrom : config.cognito) !== undefined;

describe(`conformance of the ${config.kind === 'aws' ? 'AWS account' : 'local cloud'}`, () => {
  let targets: Targets;
  beforeAll(async () => {
    targets = await openTargets(config);
  });
  afterAll(() => targets.close());

  describe('SQS and SNS', () => queuesConformance(() => targets.queues));
  s3Conformance(() => targets.s3);
  if (isHere('ses')) sesConformance(async () => targets.ses!);
  if (isHere('cognito')) cognitoConformance(async () => targets.cognito!);
});
