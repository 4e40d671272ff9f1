/** A refusal in Cognito's own words: `type` is the exception name the SDK turns into `error.name`. */
export class CognitoError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'CognitoError';
    this.type = type;
  }
}

export const refuse = (type: string, message: string): CognitoError => new CognitoError(type, message);

export const notAuthorized = (message = 'Incorrect username or password.') =>
  refuse('NotAuthorizedException', message);
export const invalidParameter = (message: string) => refuse('InvalidParameterException', message);
export const expiredCode = () =>
  refuse('ExpiredCodeException', 'Invalid code provided, please request a code again.');
export const limitExceeded = () =>
  refuse('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
