/** The environment that children of a stage start from: where programs are, and nothing of the developer's own. */
export const bareEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: process.env.HOME ?? '/',
});

export const searchPath = (): string[] => [
  ...(process.env.PATH ?? '').split(':'),
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/homebrew/bin',
];

/** What `npm run test:faults -- --soak 600 --seed 7` asked for. */
export const soakOptions = () => ({
  seconds: Number(process.env.MATINEE_SOAK_SECONDS ?? 0),
  seed: Number(process.env.MATINEE_SOAK_SEED ?? 1),
});

/** Folder for the histories of all faults, to look at when one fails; none unless asked for. */
export const traceFolder = (): string | undefined => process.env.MATINEE_FAULTS_TRACE;
