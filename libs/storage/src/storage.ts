import { createClients, type S3Target } from './clients.ts';
import { createListing } from './listing.ts';
import { createMultipart } from './multipart.ts';
import { createPresigner } from './presign.ts';
import { createReader } from './read.ts';
import { createWriter } from './write.ts';

export type StorageOptions = S3Target & {
  bucket: string;
  /** Milliseconds; the time that presigned URLs are signed with. */
  now?: () => number;
};

/** One bucket of S3: presigned URLs, uploads in parts, reads, writes, removal of folders. */
export function createStorage({ bucket, now = Date.now, ...target }: StorageOptions) {
  const clients = createClients(target);
  const multipart = createMultipart({ client: clients.plain, bucket });
  return {
    bucket,
    ...createPresigner({ client: clients.plain, bucket, now }),
    ...multipart,
    ...createReader({ client: clients.checked, bucket }),
    ...createWriter({ clients, bucket, multipart }),
    ...createListing({ client: clients.plain, bucket }),
    /** Closes idle connections. */
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
export type Storage = ReturnType<typeof createStorage>;
