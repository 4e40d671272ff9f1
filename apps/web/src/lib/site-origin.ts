import { headers } from 'next/headers';
import { webConfig } from '@/config.ts';

/** The origin under which this request reached us, for absolute links in previews. */
export async function siteOrigin(): Promise<URL | undefined> {
  const { publicOrigin } = webConfig();
  if (publicOrigin) return new URL(publicOrigin);
  const list = await headers();
  const host = list.get('x-forwarded-host') ?? list.get('host');
  const origin = `${list.get('x-forwarded-proto')?.split(',')[0] ?? 'http'}://${host}`;
  return host && URL.canParse(origin) ? new URL(origin) : undefined;
}
