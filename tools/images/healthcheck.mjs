// The HEALTHCHECK of every image: exit 0 when the process does its work, 1 otherwise.
// A server answers GET /livez; a worker, which does not listen, touches a file at least once a minute.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

const { PORT = '4000', WORKER_DIRECTORY } = process.env;
const patience = 3000; // milliseconds; less than the health check's own time limit
const oldest = 60_000; // milliseconds since the worker's last sign of life

const alive = WORKER_DIRECTORY
  ? stat(join(WORKER_DIRECTORY, 'alive')).then(({ mtimeMs }) => Date.now() - mtimeMs < oldest)
  : fetch(`http://127.0.0.1:${PORT}/livez`, { signal: AbortSignal.timeout(patience) }).then(({ ok }) => ok);
process.exit((await alive.catch(() => false)) ? 0 : 1);
