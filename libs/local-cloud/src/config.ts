/**
 * The stand-ins know one well-known credential and no TLS; nothing of them may ever face real users.
 * Throws when the process runs with NODE_ENV=production.
 */
export function refuseProduction(): void {
  if (process.env.NODE_ENV === 'production')
    throw new Error(
      'The local cloud refuses to start with NODE_ENV=production: it is for laptops and tests.',
    );
}
