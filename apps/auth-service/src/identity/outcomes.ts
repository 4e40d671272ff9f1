import type { ErrorCode } from '@matinee/contracts';

export type Operation =
  | 'register'
  | 'confirm'
  | 'resend'
  | 'login'
  | 'refresh'
  | 'signOut'
  | 'revoke'
  | 'forgot'
  | 'reset'
  | 'changePassword'
  | 'readUser';

/** `silent`: the caller hears the same as if it had worked, because the difference would tell who has an account. */
export type Outcome = ErrorCode | 'silent';

/** Any operation may meet these. */
const always: Record<string, Outcome> = {
  TooManyRequestsException: 'service_unavailable',
  InternalErrorException: 'service_unavailable',
  // The web application firewall in front of the pool.
  ForbiddenException: 'rate_limited',
};

/** One answer for every way in which a code is not the right one for an address. */
const badCode: Record<string, Outcome> = {
  CodeMismatchException: 'code_invalid',
  ExpiredCodeException: 'code_invalid',
  LimitExceededException: 'code_invalid',
  TooManyFailedAttemptsException: 'code_invalid',
  UserNotFoundException: 'code_invalid',
  NotAuthorizedException: 'code_invalid',
  AliasExistsException: 'code_invalid',
  InvalidParameterException: 'code_invalid',
};

const quiet: Record<string, Outcome> = {
  UserNotFoundException: 'silent',
  InvalidParameterException: 'silent',
  NotAuthorizedException: 'silent',
  LimitExceededException: 'silent',
  CodeDeliveryFailureException: 'silent',
};

const deadSession: Record<string, Outcome> = {
  NotAuthorizedException: 'session_expired',
  RefreshTokenReuseException: 'session_expired',
  UserNotFoundException: 'session_expired',
  UserNotConfirmedException: 'session_expired',
  PasswordResetRequiredException: 'session_expired',
  InvalidParameterException: 'session_expired',
};

/** What Cognito's exceptions mean to a caller, by operation. Exceptions are known by name: their texts change. */
export const outcomes: Record<Operation, Record<string, Outcome>> = {
  register: {
    ...always,
    UsernameExistsException: 'silent',
    CodeDeliveryFailureException: 'silent',
    LimitExceededException: 'silent',
    InvalidPasswordException: 'password_too_weak',
    InvalidParameterException: 'invalid_request',
  },
  confirm: { ...always, ...badCode },
  resend: { ...always, ...quiet },
  login: {
    ...always,
    NotAuthorizedException: 'wrong_credentials',
    UserNotFoundException: 'wrong_credentials',
    LimitExceededException: 'wrong_credentials',
    PasswordResetRequiredException: 'wrong_credentials',
    InvalidParameterException: 'wrong_credentials',
    // Only for who knows the password.
    UserNotConfirmedException: 'account_unconfirmed',
  },
  refresh: { ...always, ...deadSession },
  signOut: { ...always, ...deadSession },
  // A token that is none has no session to end (RFC 7009, section 2.2).
  revoke: {
    ...always,
    UnsupportedTokenTypeException: 'silent',
    UnauthorizedException: 'silent',
    NotAuthorizedException: 'silent',
    InvalidParameterException: 'silent',
  },
  forgot: { ...always, ...quiet },
  reset: { ...always, ...badCode, InvalidPasswordException: 'password_too_weak' },
  changePassword: {
    ...always,
    ...deadSession,
    // Also said of a revoked token; identity.ts tells them apart.
    NotAuthorizedException: 'wrong_password',
    LimitExceededException: 'rate_limited',
    InvalidPasswordException: 'password_too_weak',
    InvalidParameterException: 'password_too_weak',
  },
  readUser: { ...always, ...deadSession },
};
