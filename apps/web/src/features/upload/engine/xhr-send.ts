import { ConnectionLost, FileUnreadable } from './problems.ts';
import type { SendRequest } from './types.ts';

/** No byte moved for this long: the connection is dead even if nobody said so. */
const stallMs = 30_000;

/** Set by the browser itself; setting them is refused with a warning in the console. */
const automatic = new Set(['content-length', 'host']);

/** PUT with upload progress, which fetch does not have. */
export async function sendByXhr({ url, headers, body, onProgress, signal }: SendRequest): Promise<number> {
  signal.throwIfAborted();
  try {
    return await new Promise<number>((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      let stall: ReturnType<typeof setTimeout>;
      const watch = () => {
        clearTimeout(stall);
        stall = setTimeout(() => xhr.abort(), stallMs);
      };
      const abort = () => xhr.abort();
      const settle = (finish: () => void) => () => {
        clearTimeout(stall);
        signal.removeEventListener('abort', abort);
        finish();
      };
      const lost = settle(() =>
        reject(signal.aborted ? (signal.reason as Error) : new ConnectionLost('No answer.')),
      );
      xhr.upload.onprogress = (event) => {
        watch();
        onProgress(event.loaded);
      };
      xhr.onload = settle(() => resolve(xhr.status));
      xhr.onerror = lost;
      xhr.onabort = lost;
      xhr.open('PUT', url);
      for (const [name, value] of Object.entries(headers)) {
        if (!automatic.has(name.toLowerCase())) xhr.setRequestHeader(name, value);
      }
      signal.addEventListener('abort', abort, { once: true });
      watch();
      xhr.send(body);
    });
  } catch (error) {
    if (error instanceof ConnectionLost && !(await readable(body))) {
      throw new FileUnreadable('The file cannot be read.', { cause: error });
    }
    throw error;
  }
}

/** A browser reports a file that vanished in the same way as a lost connection. */
async function readable(body: Blob): Promise<boolean> {
  try {
    await body.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
