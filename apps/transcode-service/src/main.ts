import { createLogger, runService } from '@matinee/service-kit';
import { compose } from './compose.ts';
import { loadConfig } from './config.ts';
import { consumeIntake } from './features/intake/consumer.ts';

const config = loadConfig();
const { app, handleIntake, close } = await compose(config);
const intake = consumeIntake({
  region: config.AWS_REGION,
  endpoint: config.SQS_ENDPOINT,
  queueUrl: config.TRANSCODE_INTAKE_QUEUE_URL,
  handler: handleIntake,
  log: createLogger('transcode', config.LOG_LEVEL),
});
await runService(app, {
  config,
  onClose: async () => {
    await intake.stop({ graceMs: 10_000 });
    await close();
  },
});
