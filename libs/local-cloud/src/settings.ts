/** What every local cloud has in common. None of it is secret: every port answers on loopback only. */
export const region = 'us-east-1';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' } as const;

/** The sender of every mail; SES knows its domain as verified. */
export const mailDomain = 'matinee.localhost';
export const mailFrom = `Matinee <no-reply@${mailDomain}>`;

/** The ECS cluster. */
export const cluster = 'matinee';

/** The user pool; tokens live as long as on AWS (an access token stays valid until it ends: at most 15 minutes). */
export const userPool = {
  poolId: 'us-east-1_matinee00',
  clientId: 'matineelocalclient00000000',
  passwordPolicy: { minimumLength: 12 },
  accessTokenMinutes: 15,
  refreshTokenDays: 30,
};
