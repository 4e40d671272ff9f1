import { openApiText } from '@matinee/service-kit';
import { expect, it } from 'vitest';
import { buildApp } from './app.ts';
import { authSpecConfig } from './testing.ts';

it('the checked-in OpenAPI document is current', async () => {
  const app = await buildApp(authSpecConfig());
  await expect(await openApiText(app)).toMatchFileSnapshot('../openapi.json');
  await app.close();
});
