import { VideoList } from '@matinee/contracts';
import { ensure, json, type Site } from './smoke-site.ts';

export type Check = { name: string; run: (site: Site) => Promise<void> };

/** A key of the right form that no video has. */
const nobodysKey = 'a'.repeat(24);

/** What must hold for a stranger; nothing is written. */
export const publicChecks: readonly Check[] = [
  {
    name: 'the home page is a page of ours',
    run: async (site) => {
      const response = await site.expect(200, '/');
      ensure(response.headers.get('content-type')?.startsWith('text/html') ?? false, '/ is not HTML.');
      ensure((await response.text()).includes('Matinee'), '/ does not name Matinee.');
    },
  },
  {
    name: 'pages carry the security headers',
    run: async (site) => {
      const { headers } = await site.expect(200, '/login');
      const policy = headers.get('content-security-policy') ?? '';
      ensure(/script-src [^;]*'nonce-/.test(policy), '/login has no nonce in its Content-Security-Policy.');
      ensure(!/script-src [^;]*'unsafe-inline'/.test(policy), '/login allows inline scripts.');
      ensure(policy.includes("frame-ancestors 'none'"), '/login may be framed.');
      ensure(headers.get('x-content-type-options') === 'nosniff', '/login lacks nosniff.');
      ensure(headers.get('referrer-policy') !== null, '/login lacks a Referrer-Policy.');
      ensure(headers.get('x-powered-by') === null, '/login says what it is made with.');
      if (site.origin.startsWith('https:'))
        ensure(/max-age=\d{8,}/.test(headers.get('strict-transport-security') ?? ''), '/login lacks HSTS.');
    },
  },
  {
    name: 'the list of videos comes from the catalogue',
    run: async (site) => {
      const response = await site.expect(200, '/videos?limit=3');
      ensure(VideoList.safeParse(await response.json()).success, '/videos is not a list of videos.');
      ensure(response.headers.get('x-content-type-options') === 'nosniff', '/videos lacks nosniff.');
      ensure(response.headers.get('x-request-id') !== null, '/videos has no request id.');
    },
  },
  {
    name: 'errors of every service have the one shape',
    run: async (site) => {
      await site.expectError(400, 'invalid_request', '/videos?limit=1000000');
      await site.expectError(404, 'video_not_found', `/videos/${nobodysKey}`);
      await site.expectError(400, 'invalid_request', '/auth/login', json({}));
      await site.expectError(401, 'unauthenticated', '/videos/upload', json({}));
      await site.expectError(401, 'unauthenticated', '/users/me/videos');
      await site.expectError(404, 'not_found', '/auth/no-such-thing');
    },
  },
  {
    name: 'an unknown page is a 404',
    run: async (site) => void (await site.expect(404, '/no-such-page')),
  },
  {
    name: 'nothing internal is public',
    run: async (site) => {
      for (const path of ['/internal/tasks', '/docs', '/metrics', '/.env'])
        ensure([403, 404].includes((await site.ask(path)).status), `${path} is public.`);
    },
  },
  {
    name: 'media is refused without cookies',
    run: async (site) => void (await site.expect(403, `/media/${nobodysKey}/master.m3u8`)),
  },
];
