import { openApiText } from '@matinee/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHarness, type Harness } from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const patiently = { timeout: 10_000 };

test('the checked-in OpenAPI document is what the routes say, without the internal ones', async () => {
  const text = await openApiText(harness.app);
  expect(text).not.toContain('internal/');
  await expect(text).toMatchFileSnapshot('../openapi.json');
});

test('is ready when its database answers', async () => {
  await expect.poll(async () => (await harness.app.inject('/readyz')).statusCode, patiently).toBe(200);
});
