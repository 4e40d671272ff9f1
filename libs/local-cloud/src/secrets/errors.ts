/** A refusal in Secrets Manager's own words: `type` is the exception name the SDK turns into `error.name`. */
export class SecretsError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'SecretsError';
    this.type = type;
  }
}

export const refuse = (type: string, message: string): SecretsError => new SecretsError(type, message);
export const invalid = (message: string): SecretsError => refuse('InvalidParameterException', message);
export const notFound = (what = 'secret'): SecretsError =>
  refuse('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`);
