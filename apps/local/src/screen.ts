import { demoAccount } from './demo.ts';
import type { LocalOptions } from './options.ts';

/** What a person sees when everything runs: where to go, who to be, where to look. */
export function screen(options: LocalOptions, seconds: number): string {
  const { publicOrigin: origin, ports } = options;
  const docs = (['auth', 'catalog', 'upload', 'transcode'] as const).map(
    (name) => `${name} http://localhost:${ports[name]}/docs`,
  );
  return `
  Matinee is running (${seconds.toFixed(1)} s)

    Open      ${origin}
    Log in    ${demoAccount.email}  ·  ${demoAccount.password}
    Mail      ${origin}/__local/mail      (codes and notices land here)
    API       ${docs.slice(0, 2).join('  ')}
              ${docs.slice(2).join('  ')}
    Logs      ${options.data}/logs/
    Data      ${options.data}      (delete it to start anew)

  Ctrl-C stops everything.
`;
}
