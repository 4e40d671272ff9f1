import type { VideoList } from '@matinee/contracts';

/** The list with one more page. A video that moved between pages meanwhile is shown once. */
export function appendPage(list: VideoList, page: VideoList): VideoList {
  const shown = new Set(list.items.map((video) => video.videoKey));
  const fresh = page.items.filter((video) => !shown.has(video.videoKey));
  return { items: [...list.items, ...fresh], nextCursor: page.nextCursor };
}
