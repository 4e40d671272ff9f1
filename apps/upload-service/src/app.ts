import { createApp, uploadTokens, type App, type TokenVerifier } from '@matinee/service-kit';
import { createStorage, type Storage } from '@matinee/storage';
import type { UploadConfig } from './config.ts';
import { uploadRoutes } from './features/uploads/routes.ts';

export type Overrides = { verifier?: TokenVerifier; originals?: Storage };

/** The whole service from its configuration; specs replace parts of it. Nothing listens yet. */
export async function buildApp(config: UploadConfig, overrides: Overrides = {}): Promise<App> {
  const { verifier } = overrides;
  const app = await createApp({ name: 'upload', config, ...(verifier && { verifier }) });
  const originals =
    overrides.originals ??
    createStorage({
      region: config.AWS_REGION,
      endpoint: config.S3_ENDPOINT,
      bucket: config.ORIGINALS_BUCKET,
    });
  const tokens = await uploadTokens(app, {
    secret: config.UPLOAD_TOKEN_SECRET,
    previous: config.UPLOAD_TOKEN_SECRET_PREVIOUS,
  });
  app.addHook('onClose', async () => originals.close());
  await app.register(async (scope: App) => uploadRoutes(scope, { originals, tokens, config }));
  return app;
}
