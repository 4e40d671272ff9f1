import { afterAll, beforeAll } from 'vitest';
import { s3Conformance } from '../conformance/s3.ts';
import { type TestServer, startTestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

s3Conformance(() => ({ client: server.client, bucket: server.bucket, endpointKind: 'local' }));
