import { readCallLog } from './aws-calls/config.ts';
import { recordCalls, type Recordable } from './aws-calls/recorder.ts';

type ClientOptions = {
  region: string;
  /** Only for the local cloud; on AWS the SDK knows. */
  endpoint?: string | undefined;
};

/**
 * The one place where AWS clients are made: standard retries with jitter, and time limits, so that a stalled
 * connection becomes a retry. Credentials come from the SDK's own chain (the task role on AWS). Tests may have the
 * calls written down (aws-calls/).
 * @param extra options of the client's own, such as `forcePathStyle`.
 */
export function createAwsClient<Config extends object, Client>(
  Constructor: new (config: Config) => Client,
  { region, endpoint }: ClientOptions,
  extra: Partial<Config> = {},
): Client {
  const config = {
    region,
    ...(endpoint && { endpoint }),
    retryMode: 'standard',
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 60_000,
      httpAgent: { keepAlive: true, maxSockets: 128 },
      httpsAgent: { keepAlive: true, maxSockets: 128 },
    },
    ...extra,
  };
  const client = new Constructor(config as unknown as Config);
  const callLog = readCallLog();
  if (callLog) recordCalls(client as unknown as Recordable, callLog);
  return client;
}
