import { ErrorBody, type ErrorCode } from '@matinee/contracts';

/** Milliseconds for one answer; a smoke test is not a place to wait. */
const patience = 20_000;

export type Site = ReturnType<typeof createSite>;

/** What a check found: one sentence that says what was asked and what came. */
export class SmokeError extends Error {
  override name = 'SmokeError';
}

/** A request for people. Without the query: that of an upload is a signature that lets anybody write. */
const spoken = (path: string, { method = 'GET' }: RequestInit) => `${method} ${path.replace(/\?.*/s, '')}`;

/** The public origin of a deployment, as a stranger or (with `authorization`) a person sees it. */
export function createSite(origin: string) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await fetch(new URL(path, origin), {
        redirect: 'manual',
        ...init,
        signal: AbortSignal.timeout(patience),
      });
    } catch (cause) {
      throw new SmokeError(`${spoken(path, init)} got no answer.`, { cause });
    }
  };
  return {
    origin: new URL(origin).origin,
    ask,
    /** An answer with the expected status. */
    async expect(status: number, path: string, init: RequestInit = {}): Promise<Response> {
      const response = await ask(path, init);
      if (response.status === status) return response;
      const text = (await response.text()).slice(0, 300);
      throw new SmokeError(`${spoken(path, init)} answered ${response.status}, not ${status}: ${text}`);
    },
    /** A refusal in the one error shape, with this code. */
    async expectError(status: number, code: ErrorCode, path: string, init: RequestInit = {}): Promise<void> {
      const response = await this.expect(status, path, init);
      const body = ErrorBody.safeParse(await response.json().catch(() => undefined));
      if (!body.success)
        throw new SmokeError(`${path} answered ${status} in another shape than errors have.`);
      if (body.data.error.code !== code)
        throw new SmokeError(`${path} answered the code ${body.data.error.code}, not ${code}.`);
    },
  };
}

export const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** @throws SmokeError with the sentence unless the condition holds */
export function ensure(condition: boolean, sentence: string): void {
  if (!condition) throw new SmokeError(sentence);
}
