import { z } from 'zod';
import { deployables } from '../../infra/src/deployables.ts';

/** An image by digest. */
const Image = z.string().regex(/^[\w.\-/]+@sha256:[0-9a-f]{64}$/);
export const Images = z.record(z.enum(deployables), Image);
export type Images = z.infer<typeof Images>;

const Outputs = z.object({
  /** Where people find the service. */
  publicOrigin: z.url(),
  /** Images the stack runs now; none before the first release. */
  images: Images.optional(),
  /** Repository (`<account>.dkr.ecr.<region>.amazonaws.com/matinee/<name>`) of each deployable. */
  repositories: z.record(z.enum(deployables), z.string().regex(/^[\w.\-/]+$/)),
  /** How migrations are run. */
  databaseTask: z.object({
    cluster: z.string(),
    family: z.string(),
    command: z.array(z.string()),
    networkConfiguration: z.object({
      awsvpcConfiguration: z.object({
        subnets: z.array(z.string()).min(1),
        securityGroups: z.array(z.string()).min(1),
        assignPublicIp: z.enum(['ENABLED', 'DISABLED']),
      }),
    }),
    logGroup: z.string(),
  }),
});
export type Outputs = z.infer<typeof Outputs>;

/** What `pulumi stack output --json` says, as far as a deployment needs it. @throws Error naming what is not right */
export function readOutputs(text: string): Outputs {
  const result = Outputs.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`The stack's output ${issue!.path.join('.')} is not usable: ${issue!.message}.`);
}
