/** The only environment a child inherits: where programs are found. Everything else is given to it by name. */
export const inheritedEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
});
