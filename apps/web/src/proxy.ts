import { NextResponse, type NextRequest } from 'next/server';
import { webConfig } from './config.ts';
import { contentSecurityPolicy, securityHeaders } from './lib/security-headers.ts';

/** Every page gets its own nonce; Next.js reads it from the request header and puts it on its scripts. */
export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, webConfig());
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  return response;
}

export const config = {
  matcher: [{ source: '/((?!_next/static|_next/image|icon|favicon).*)' }],
};
