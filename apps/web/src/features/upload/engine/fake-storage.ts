import type { PartUrl } from '@matinee/contracts';
import { ApiProblem } from '@/lib/api/problem.ts';
import { ConnectionLost } from './problems.ts';
import type { EngineEvent, EnginePorts, SendRequest, UploadSession } from './types.ts';

type Answer = number | 'lost' | 'stored but lost' | Promise<number>;

export const problem = (code: ApiProblem['code'], status: number) =>
  new ApiProblem({ code, status, message: code });

/** For specs: upload-service and storage in memory, with failures on demand. */
export function fakeStorage({ partSize = 10, singlePutBytes = 10 } = {}) {
  const uploads = new Map<string, { size: number; parts: Map<number, number>; done: boolean }>();
  const script: ((request: SendRequest) => Answer | undefined)[] = [];
  const sent: string[] = [];
  const waits: number[] = [];
  let online = true;
  const waiting = new Set<() => void>();
  let moving = 0;
  const seen = { mostAtOnce: 0, urlRequests: [] as number[][], completed: 0, started: 0 };
  const clock = { now: 0 };

  const find = (session: UploadSession) => {
    const upload = uploads.get(session.videoKey);
    if (!upload) throw problem('upload_not_found', 404);
    return upload;
  };
  const count = (size: number) => (size <= singlePutBytes ? 1 : Math.ceil(size / partSize));
  const expiresAt = () => new Date(clock.now + 3_600_000).toISOString();
  const link = (videoKey: string, partNumber: number): PartUrl => ({
    partNumber,
    url: `${videoKey}/${partNumber}#${seen.urlRequests.length}`,
    headers: {},
    size: partSize,
    expiresAt: expiresAt(),
  });

  const ports: EnginePorts = {
    server: {
      async start({ size }) {
        const videoKey = `video${++seen.started}`;
        uploads.set(videoKey, { size, parts: new Map(), done: false });
        const common = { videoKey, uploadToken: `token of ${videoKey}`, expiresAt: expiresAt() };
        if (size <= singlePutBytes)
          return { ...common, uploadUrl: `${videoKey}/1#0`, headers: { 'x-a': 'b' } };
        const parts = [link(videoKey, 1), link(videoKey, 2)];
        return { ...common, multipart: { partSize, partCount: count(size), parts } };
      },
      async partUrls(session, numbers) {
        find(session);
        seen.urlRequests.push(numbers);
        return numbers.map((n) => link(session.videoKey, n));
      },
      async uploadedParts(session) {
        const { size, parts } = find(session);
        const list = [...parts].map(([partNumber, length]) => ({ partNumber, size: length, etag: 'e' }));
        const whole = size <= singlePutBytes;
        return { partSize: whole ? size : partSize, partCount: count(size), size, parts: list };
      },
      async complete(session) {
        const upload = find(session);
        seen.completed++;
        if (upload.parts.size < count(upload.size)) throw problem('upload_incomplete', 409);
        upload.done = true;
      },
    },
    async send(request) {
      request.signal.throwIfAborted();
      sent.push(request.url.replace(/#.*/, ''));
      seen.mostAtOnce = Math.max(seen.mostAtOnce, ++moving);
      try {
        request.onProgress(Math.floor(request.body.size / 2));
        // A turn of the event loop: long enough for the other lanes to begin.
        await new Promise((resolve) => setImmediate(resolve));
        let answer: Answer = 200;
        for (const step of script) answer = step(request) ?? answer;
        const status = await (typeof answer === 'string' ? 200 : answer);
        request.signal.throwIfAborted();
        if (answer === 'lost') throw new ConnectionLost('lost');
        const [videoKey = '', part = ''] = request.url.replace(/#.*/, '').split('/');
        if (status === 200) uploads.get(videoKey)?.parts.set(Number(part), request.body.size);
        if (answer === 'stored but lost') throw new ConnectionLost('lost');
        request.onProgress(request.body.size);
        return status;
      } finally {
        moving--;
      }
    },
    connection: {
      online: () => online,
      whenOnline: () => new Promise((resolve) => void waiting.add(resolve)),
    },
    sleep: async (ms) => void waits.push(ms),
    random: () => 1,
    now: () => clock.now,
  };

  return {
    ports,
    uploads,
    sent,
    waits,
    seen,
    clock,
    /** Decides about a request; the last decision counts, undefined leaves it to the others. */
    when: (step: (request: SendRequest) => Answer | undefined) => void script.push(step),
    /** Answers the next request for this URL (without its version) once. */
    once(url: string, answer: Answer) {
      let left = true;
      script.push((request) => {
        if (!left || request.url.replace(/#.*/, '') !== url) return undefined;
        left = false;
        return answer;
      });
    },
    goOffline: () => void (online = false),
    goOnline() {
      online = true;
      for (const resolve of waiting) resolve();
    },
  };
}

export const file = (size: number, name = 'clip.mp4') => ({
  name,
  contentType: 'video/mp4',
  blob: new Blob([new Uint8Array(size)]),
});

/** Collects what the engine reports. */
export function recorder() {
  const events: EngineEvent[] = [];
  return {
    events,
    report: (event: EngineEvent) => void events.push(event),
    phases: () => events.flatMap((e) => (e.type === 'phase' ? [e.phase] : [])),
    session: () => events.findLast((e) => e.type === 'session'),
  };
}
