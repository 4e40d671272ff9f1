import type { Codes } from '../codes.ts';
import type { Lockout } from '../lockout.ts';
import type { Store } from '../store.ts';
import type { Tokens } from '../tokens.ts';

/** What the operations share; each operation is a plain function from request body to answer. */
export interface Context {
  store: Store;
  codes: Codes;
  lockout: Lockout;
  tokens: Tokens;
}
