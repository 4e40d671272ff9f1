import { liveOneVideo, type Account } from './smoke-journey.ts';
import { publicChecks } from './smoke-public.ts';
import { createSite } from './smoke-site.ts';

export type SmokeOptions = {
  say: (line: string) => void;
  /** Without one only what a stranger sees is checked. */
  account?: Account | undefined;
  patienceSeconds?: number;
};

/** Checks a deployment through its public origin. @returns the sentences of what failed; empty when all is well */
export async function smoke(origin: string, options: SmokeOptions): Promise<string[]> {
  const { say, account, patienceSeconds = 300 } = options;
  const site = createSite(origin);
  const failures: string[] = [];
  const check = async (name: string, run: () => Promise<void>) => {
    try {
      await run();
      say(`ok      ${name}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`${name}: ${reason}`);
      say(`FAILED  ${name}: ${reason}`);
    }
  };
  for (const { name, run } of publicChecks) await check(name, () => run(site));
  if (account)
    await check('a video lives from upload to deletion', () =>
      liveOneVideo(site, { account, patienceSeconds, say: (line) => say(`        ${line}`) }),
    );
  return failures;
}
