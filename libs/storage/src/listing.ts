import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';

export type ListedObject = { key: string; size: number };
export type DeleteReport = { deleted: number; errors: { key: string; reason: string }[] };

export function createListing({ client, bucket }: { client: S3Client; bucket: string }) {
  const pages = (prefix: string) => paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });

  return {
    /** Every object whose key begins with `prefix`, in byte order of the keys. */
    async *list(prefix: string): AsyncGenerator<ListedObject> {
      for await (const { Contents = [] } of pages(prefix)) {
        for (const { Key = '', Size = 0 } of Contents) yield { key: Key, size: Size };
      }
    },

    /** Removes one object; fine when there is none. */
    async delete(key: string): Promise<void> {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },

    /**
     * Removes everything below a folder, a page of 1000 at a time. S3 answers 200 and names the keys it could not
     * remove in the body: those are reported, and a later call finds them again.
     * @throws RangeError for a prefix that is not a folder, which might mean more than was thought of
     */
    async deletePrefix(prefix: string): Promise<DeleteReport> {
      if (!/[^/]\/$/.test(prefix)) throw new RangeError(`${JSON.stringify(prefix)} is not a folder.`);
      const report: DeleteReport = { deleted: 0, errors: [] };
      for await (const { Contents = [] } of pages(prefix)) {
        if (Contents.length === 0) continue;
        const { Errors = [] } = await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
          }),
        );
        report.deleted += Contents.length - Errors.length;
        for (const { Key = '', Code, Message } of Errors) {
          report.errors.push({ key: Key, reason: [Code, Message].filter(Boolean).join(': ') });
        }
      }
      return report;
    },
  };
}
