import type { VideoEvent } from '@matinee/contracts';
import type { Publisher, Queue } from '@matinee/messaging';
import type { StoredPost } from './outbox-repository.ts';
import type { SendPosts } from './relay.ts';

type Options = {
  events: Pick<Publisher<VideoEvent>, 'publishBatch'>;
  queue: Pick<Queue, 'send'>;
  /** Queue URLs of the lanes. */
  lanes: Record<'fast' | 'bulk', string>;
  onError: (error: unknown) => void;
};

/** Single sends in flight at once: the first segment of a new video must not wait behind a long one's tasks. */
const PARALLEL = 10;

/** Posts to SNS in batches and to SQS one by one, several at a time. */
export function createSend({ events, queue, lanes, onError }: Options): SendPosts {
  async function publish(posts: StoredPost[]): Promise<bigint[]> {
    const byEvent = new Map(posts.map((post) => [post.body as VideoEvent, post.id]));
    const failures = await events.publishBatch([...byEvent.keys()]);
    for (const { reason } of failures) onError(new Error(`An event was not published: ${reason}`));
    return failures.map(({ event }) => byEvent.get(event)!);
  }

  async function sendTask({ id, destination, body, groupId, delaySeconds }: StoredPost): Promise<bigint[]> {
    try {
      const url = destination === 'bulk' ? lanes.bulk : lanes.fast;
      await queue.send(url, body, { groupId, ...(delaySeconds > 0 && { delaySeconds }) });
      return [];
    } catch (error) {
      onError(error);
      return [id];
    }
  }

  return async (posts) => {
    const news = posts.filter((post) => post.destination === 'videoEvents');
    const rank = (post: StoredPost) => (post.destination === 'fast' ? 0 : 1);
    const messages = posts
      .filter((post) => post.destination !== 'videoEvents')
      .sort((a, b) => rank(a) - rank(b));
    const refused = news.length > 0 ? [publish(news)] : [];
    for (let i = 0; i < messages.length; i += PARALLEL) {
      const sent = messages.slice(i, i + PARALLEL).map(sendTask);
      refused.push(...sent);
      await Promise.all(sent);
    }
    return (await Promise.all(refused)).flat();
  };
}
