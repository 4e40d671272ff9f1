/** One origin: which path goes where. The local edge, the ALB rules and the CloudFront behaviours are made from it. */
export type EdgeTarget = 'auth' | 'catalog' | 'upload' | 'transcode' | 'media' | 'web';

/** In order of precedence; a pattern matches the path itself and everything below it. */
export const edgeRoutes: readonly { path: string; target: EdgeTarget }[] = [
  { path: '/auth', target: 'auth' },
  { path: '/videos/upload', target: 'upload' },
  { path: '/videos', target: 'catalog' },
  { path: '/users', target: 'catalog' },
  { path: '/transcodes', target: 'transcode' },
  { path: '/media', target: 'media' },
  { path: '/', target: 'web' },
];

/** The target of a URL path. `/videosomething` is not below `/videos`. */
export function edgeTarget(path: string): EdgeTarget {
  const hit = edgeRoutes.find((r) => r.path === '/' || path === r.path || path.startsWith(`${r.path}/`));
  return hit?.target ?? 'web';
}
