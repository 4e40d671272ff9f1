import { VideoProgress } from '@matinee/contracts';

/** What comes of a stream. While it is connecting again nothing comes: the browser does what is needed. */
export interface StreamEvents {
  data: (text: string) => void;
  /** It will not connect again by itself. */
  refused: () => void;
}

export interface LivePorts {
  /** Answers with what closes the stream. */
  open: (url: string, on: StreamEvents) => () => void;
  /** Asks once; renews the session where it has to. */
  ask: (videoKey: string, signal: AbortSignal) => Promise<VideoProgress>;
  visible: () => boolean;
  onVisibility: (listener: () => void) => () => void;
}

type Followed = {
  listeners: Set<() => void>;
  latest?: VideoProgress;
  close?: (() => void) | undefined;
  retry?: ReturnType<typeof setTimeout> | undefined;
  asking?: AbortController | undefined;
};

/** Browsers allow six connections to a site over HTTP/1.1, all tabs together; the rest of the page needs some. */
const MOST_STREAMS = 2;
/** Until a refused stream is tried again. */
const AGAIN_MS = 8000;

const isOver = (progress: VideoProgress | undefined) =>
  progress?.stage === 'ready' || progress?.stage === 'failed';

/**
 * Follows videos that are being processed, while the page is seen: the first two by server-sent events. Others are left
 * to whatever polls their list. A stream that is refused (the session ended, the video is not known yet, the server is full) is
 * asked for again after a question that renews the session.
 */
export function createLiveProgress(ports: LivePorts) {
  const followed = new Map<string, Followed>();

  function tell(item: Followed, progress: VideoProgress): void {
    item.latest = progress;
    if (isOver(progress)) stop(item);
    for (const listener of item.listeners) listener();
    if (isOver(progress)) arrange();
  }

  function stop(item: Followed): void {
    item.close?.();
    item.asking?.abort();
    clearTimeout(item.retry);
    item.close = item.asking = item.retry = undefined;
  }

  function start(videoKey: string, item: Followed): void {
    const close = ports.open(`/transcodes/${encodeURIComponent(videoKey)}/progress/events`, {
      data: (text) => {
        const parsed = VideoProgress.safeParse(json(text));
        if (item.close === close && parsed.success) tell(item, parsed.data);
      },
      refused: () => {
        if (item.close !== close) return;
        item.close = undefined;
        item.retry = setTimeout(() => void again(videoKey, item), AGAIN_MS);
      },
    });
    item.close = close;
  }

  async function again(videoKey: string, item: Followed): Promise<void> {
    const asking = (item.asking = new AbortController());
    const progress = await ports.ask(videoKey, asking.signal).catch(() => undefined);
    if (asking.signal.aborted) return;
    item.asking = item.retry = undefined;
    if (progress) tell(item, progress);
    arrange();
    if (!item.close && !isOver(item.latest) && item.listeners.size > 0 && ports.visible())
      item.retry ??= setTimeout(() => void again(videoKey, item), AGAIN_MS);
  }

  /** Gives the places there are to those that came first. */
  function arrange(): void {
    const wanted = [...followed].filter(([, item]) => item.listeners.size > 0 && !isOver(item.latest));
    const seen = ports.visible() ? wanted.slice(0, MOST_STREAMS) : [];
    for (const [, item] of wanted) if (!seen.some(([, other]) => other === item)) stop(item);
    for (const [key, item] of seen) if (!item.close && !item.asking && !item.retry) start(key, item);
  }

  let quiet: (() => void) | undefined;
  return {
    read: (videoKey: string): VideoProgress | undefined => followed.get(videoKey)?.latest,

    /** The video was started again. */
    restart(videoKey: string): void {
      const item = followed.get(videoKey);
      if (!item) return;
      delete item.latest;
      for (const listener of item.listeners) listener();
      arrange();
    },

    follow(videoKey: string, listener: () => void): () => void {
      const item = followed.get(videoKey) ?? { listeners: new Set() };
      followed.set(videoKey, item);
      item.listeners.add(listener);
      quiet ??= ports.onVisibility(arrange);
      arrange();
      return () => {
        item.listeners.delete(listener);
        if (item.listeners.size > 0) return;
        stop(item);
        followed.delete(videoKey);
        arrange();
        if (followed.size > 0) return;
        quiet?.();
        quiet = undefined;
      };
    },
  };
}
export type LiveProgress = ReturnType<typeof createLiveProgress>;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
