export interface PasswordPolicy {
  /** Characters; Cognito allows 6 to 99. */
  minimumLength: number;
  requireLowercase?: boolean;
  requireUppercase?: boolean;
  requireNumbers?: boolean;
  requireSymbols?: boolean;
}

export interface PoolSettings {
  /** `us-east-1_xxxxxxxxx`: region, underscore, letters and digits. */
  poolId: string;
  clientId: string;
  passwordPolicy: PasswordPolicy;
  accessTokenMinutes: number;
  refreshTokenDays: number;
}

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED';

export interface User {
  /** Also the username: pools with `UsernameAttributes: [email]` generate it (a UUID). */
  sub: string;
  pool: string;
  email: string;
  emailVerified: boolean;
  status: UserStatus;
  /** `salt:hash`, see passwords.ts. */
  password: string;
  /** Wrong passwords in a row, and until when (ms) the account refuses every password. */
  failures: number;
  lockedUntil: number;
}

export type CodeKind = 'signup' | 'forgot';

export interface Code {
  /** null once used; the row stays because `sent` limits how many are mailed per hour. */
  value: string | null;
  expiresAt: number;
  tries: number;
  sent: number[];
}

/** All refresh and access tokens that descend from one sign-in. */
export interface Session {
  origin: string;
  sub: string;
  clientId: string;
  authTime: number;
  expiresAt: number;
  revoked: boolean;
}

export interface RefreshToken {
  origin: string;
  rotatedAt: number | null;
}

export type SendCode = (mail: { to: string; kind: CodeKind; code: string }) => Promise<void>;
