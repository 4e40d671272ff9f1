import type { Database } from '../../database.ts';

/**
 * Brings `listedAt` up to date with visibility and status. The transaction has changed one of them just before, so it
 * holds the row, and whoever changes the other comes after and sees this.
 */
export async function relist(tx: Pick<Database, 'video'>, videoKey: string): Promise<void> {
  const video = await tx.video.findUnique({
    where: { videoKey },
    select: { visibility: true, status: true, uploadTime: true },
  });
  if (!video) return;
  const listed = video.visibility === 'public' && video.status !== 'failed';
  await tx.video.updateMany({ where: { videoKey }, data: { listedAt: listed ? video.uploadTime : null } });
}
