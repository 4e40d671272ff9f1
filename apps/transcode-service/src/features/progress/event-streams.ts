import { PassThrough, type Readable } from 'node:stream';
import { ApiError } from '@matinee/service-kit';

type Limits = {
  /** Streams of this process; more are asked to come again. */
  total: number;
  /** Streams of one person. */
  perPerson: number;
  /** Milliseconds between two comments; below the idle timeouts of CloudFront and the balancer (60 s). */
  commentMs: number;
  /** Milliseconds after which a stream ends: whoever still listens comes again, with a session that is still good. */
  lifeMs: number;
};

export const streamLimits: Limits = { total: 500, perPerson: 8, commentMs: 15_000, lifeMs: 600_000 };

/** A reader that leaves so much unread (bytes) has gone away without saying so. */
const MOST_UNREAD = 64 * 1024;
/** Milliseconds after which a browser comes again when a stream broke off. */
const RETRY_MS = 3000;

export interface EventStream {
  readable: Readable;
  send: (event: object) => void;
  end: () => void;
}

/** Server-sent events (WHATWG HTML, section 9.2): streams that are counted, kept alive, and ended together. */
export function createEventStreams(limits: Limits = streamLimits) {
  const open = new Map<EventStream, string>();
  const count = (personId: string) => [...open.values()].filter((id) => id === personId).length;

  return {
    /**
     * Opens a stream for a person.
     * @param onClose called once, whoever ended it
     * @throws ApiError `rate_limited` when the person has too many, `service_unavailable` when the process has
     */
    open(personId: string, onClose: () => void): EventStream {
      if (count(personId) >= limits.perPerson) throw new ApiError('rate_limited', { retryAfterSeconds: 10 });
      if (open.size >= limits.total) throw new ApiError('service_unavailable', { retryAfterSeconds: 10 });
      const pipe = new PassThrough();
      const write = (text: string) => {
        if (pipe.writableEnded || pipe.destroyed) return;
        if (pipe.writableLength + pipe.readableLength > MOST_UNREAD) pipe.destroy();
        else pipe.write(text);
      };
      const comment = setInterval(() => write(':\n\n'), limits.commentMs);
      const life = setTimeout(() => stream.end(), limits.lifeMs);
      const stream: EventStream = {
        readable: pipe,
        send: (event) => write(`data: ${JSON.stringify(event)}\n\n`),
        end: () => pipe.end(),
      };
      open.set(stream, personId);
      pipe.once('close', () => {
        clearInterval(comment);
        clearTimeout(life);
        open.delete(stream);
        onClose();
      });
      write(`retry: ${RETRY_MS}\n\n`);
      return stream;
    },

    /** For a process that stops: browsers come again, and find another one. */
    endAll(): void {
      for (const stream of open.keys()) stream.end();
    },

    size: () => open.size,
  };
}
export type EventStreams = ReturnType<typeof createEventStreams>;
