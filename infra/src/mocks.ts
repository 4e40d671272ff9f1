import * as pulumi from '@pulumi/pulumi';

export type Recorded = { type: string; name: string; inputs: Record<string, unknown> };

/** Runs a Pulumi program without a cloud or the CLI and returns every resource it registers. */
export async function record(program: () => unknown): Promise<Recorded[]> {
  const resources: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: { ...inputs, arn: `arn:aws:mock:::${name}` } };
      },
      call: ({ token }) => (token.includes('getCallerIdentity') ? { accountId: '123456789012' } : {}),
    },
    'matinee',
    'spec',
  );
  await program();
  await pulumi.runtime.disconnect();
  return resources;
}
