import { openApiText } from '@matinee/service-kit';
import { expect, it } from 'vitest';
import { buildCatalog } from './testing.ts';

it('the checked-in OpenAPI document is current', async () => {
  const { app } = await buildCatalog('mysql://nobody:nothing@127.0.0.1:1/none');
  await expect(await openApiText(app)).toMatchFileSnapshot('../openapi.json');
  await app.close();
});
