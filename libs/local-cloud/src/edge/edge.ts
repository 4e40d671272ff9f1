import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { edgeTarget, MiB, type EdgeTarget } from '@matinee/contracts';
import { answer, answerError, answerUnavailable } from './answers.ts';
import { createForward } from './forward.ts';
import { createMedia, type MediaOptions } from './media.ts';
import { createTargetGroup, type TargetGroup } from './target-group.ts';

type Service = Exclude<EdgeTarget, 'media'>;
/**
 * Base URLs of the services, such as `http://127.0.0.1:4002`, of several processes where a service has them; one that
 * is missing counts as down.
 */
export type ServiceAddresses = Partial<Record<Service, string | readonly string[]>>;

export type EdgeOptions = Omit<MediaOptions, 'now'> & {
  services?: ServiceAddresses;
  /** What people type; signed URLs are of this origin. Default: http://localhost and the edge's own port. */
  publicOrigin?: string;
  /** Serves /__local/mail. */
  mail?: RequestListener;
  now?: () => number;
  limits?: Partial<EdgeLimits>;
};

export type EdgeLimits = {
  /** Request bodies; uploads go straight to S3 and never pass here. */
  maxBodyBytes: number;
  /** Time for all headers of a request to arrive. */
  headersMs: number;
  /** Time for a whole request to arrive. */
  requestMs: number;
  /** Silence of a service. 60 s, the default of an ALB; event streams send heartbeats. */
  idleMs: number;
  /** Between two health checks of a process, where a service has several. */
  healthCheckMs: number;
};

const defaults: EdgeLimits = {
  maxBodyBytes: 2 * MiB,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 60_000,
  healthCheckMs: 500,
};
/** Next.js has no readiness of its own; a static file proves that it answers. The balancer on AWS asks the same. */
const healthPathOf = (name: Service): string => (name === 'web' ? '/robots.txt' : '/readyz');
const MAX_HEADER_BYTES = 20_480; // CloudFront quota: request headers and path, 20,480 bytes
const MAX_URL_LENGTH = 8_192; // CloudFront quota

/** The one origin of Matinee on a laptop: what CloudFront and the load balancer are on AWS. */
export function createEdge(options: EdgeOptions) {
  const limits = { ...defaults, ...options.limits };
  const groups = new Map<string, TargetGroup>();
  const setServices = (addresses: ServiceAddresses): void => {
    for (const [name, urls] of Object.entries(addresses) as [Service, string | readonly string[]][]) {
      const { healthCheckMs: checkEveryMs } = limits;
      const group = groups.get(name) ?? createTargetGroup({ healthPath: healthPathOf(name), checkEveryMs });
      groups.set(name, group);
      group.set([urls].flat());
    }
  };
  setServices(options.services ?? {});
  const { forward, close: closeForward } = createForward();
  const media = createMedia({ ...options, now: options.now ?? Date.now });
  let origin = options.publicOrigin;

  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    const requestId = randomUUID();
    const url = requestUrl(req, origin ?? '');
    if (!url) return answerError(res, 'invalid_request', requestId);
    // Only our own names: a page of another name that resolves here (DNS rebinding) gets nothing.
    if (!isOurs(req.headers.host, url))
      return answer(res, 403, 'text/plain', 'This host name is not served here.\n');
    if (below(url.pathname, '/__local')) return local(req, res, url, requestId);
    if (below(url.pathname, '/internal')) return answerError(res, 'not_found', requestId);

    const target = edgeTarget(url.pathname);
    if (target === 'media') return media.serve(req, res, url, requestId);
    if (Number(req.headers['content-length'] ?? 0) > limits.maxBodyBytes)
      return answerError(res, 'body_too_large', requestId);
    const service = groups.get(target)?.next();
    if (!service) return answerUnavailable(res, target, requestId);
    forward(req, res, {
      service,
      path: url.pathname + url.search,
      maxBodyBytes: limits.maxBodyBytes,
      idleMs: limits.idleMs,
      viewer: {
        address: req.socket.remoteAddress ?? '',
        protocol: url.protocol === 'https:' ? 'https' : 'http',
        host: req.headers.host ?? url.host,
        requestId,
      },
      onUnavailable: () => answerUnavailable(res, target, requestId),
      onTooLarge: () => answerError(res, 'body_too_large', requestId),
    });
  };

  const local = (req: IncomingMessage, res: ServerResponse, url: URL, requestId: string): void => {
    if (below(url.pathname, '/__local/mail') && options.mail) return void options.mail(req, res);
    if (url.pathname === '/__local/health') return answer(res, 200, 'application/json', '{"ok":true}');
    answerError(res, 'not_found', requestId);
  };

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      keepAliveTimeout: 60_000,
      noDelay: true,
    },
    handle,
  );

  return {
    /** Listens on 127.0.0.1; port 0 takes a free one. */
    async listen(port: number): Promise<{ port: number; url: string }> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      const at = (server.address() as AddressInfo).port;
      origin ??= `http://localhost:${at}`;
      return { port: at, url: `http://127.0.0.1:${at}` };
    },
    /** Tells where services are, as they come up and go. */
    setServices,
    /** Addresses of a service that get requests now. */
    healthy: (name: Service): string[] => groups.get(name)?.healthy() ?? [],
    async close(): Promise<void> {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      for (const group of groups.values()) group.close();
      closeForward();
      media.close();
    },
  };
}

export type Edge = ReturnType<typeof createEdge>;

/**
 * The asked URL on our origin, with dot segments and backslashes resolved (also the encoded ones), so that
 * routing, the signature check and the service see the same path.
 */
function requestUrl(req: IncomingMessage, origin: string): URL | undefined {
  const target = req.url ?? '';
  if (target.length > MAX_URL_LENGTH || !target.startsWith('/')) return undefined;
  return URL.canParse(origin + target) ? new URL(origin + target) : undefined;
}

function isOurs(host: string | undefined, { host: ours }: URL): boolean {
  return host === ours || /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host ?? '');
}

const below = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
