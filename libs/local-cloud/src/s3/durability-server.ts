import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createS3 } from './server.ts';
import { clientOf } from './test-server.ts';

/** For durability.spec.ts: `<directory> <bucket>`; sends its URL to the parent and never finishes a delivery. */
const [dir = '', bucket = ''] = process.argv.slice(2);
const s3 = createS3({
  dir,
  credentials: { local: 'local-secret' },
  onEvent: () => new Promise(() => undefined),
});
const { url } = await s3.listen(0);
await clientOf(url).send(new CreateBucketCommand({ Bucket: bucket }));
process.send?.(url);
