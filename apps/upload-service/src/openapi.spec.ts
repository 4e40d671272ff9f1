import { openApiText } from '@matinee/service-kit';
import { expect, it } from 'vitest';
import { startUploads } from './testing.ts';

it('the checked-in OpenAPI document is current', async () => {
  const { app, close } = await startUploads();
  await expect(await openApiText(app)).toMatchFileSnapshot('../openapi.json');
  await close();
});
