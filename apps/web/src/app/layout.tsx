import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { readPerson } from '@/features/session/read-person.ts';
import { Footer } from '@/features/shell/footer.tsx';
import { Header } from '@/features/shell/header.tsx';
import { OfflineBanner } from '@/features/shell/offline-banner.tsx';
import { Providers } from '@/features/shell/providers.tsx';
import { themeCookie, themeOf } from '@/features/shell/theme.ts';
import { texts } from '@/texts.ts';
import './globals.css';

const inter = localFont({
  src: '../../../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'swap',
});

// Each answer carries its own nonce and the visitor's name, so no page can be made in advance.
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: texts.product, template: `%s · ${texts.product}` },
  description: texts.tagline,
  applicationName: texts.product,
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#121117' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [person, jar] = await Promise.all([readPerson(), cookies()]);
  const theme = themeOf(jar.get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme} className={inter.variable}>
      <body className="flex min-h-dvh flex-col font-sans antialiased">
        <Providers person={person}>
          <Header />
          <main id="content" tabIndex={-1} className="page flex-1 pt-6 outline-none sm:pt-8">
            {children}
          </main>
          <Footer theme={theme} />
          <OfflineBanner />
        </Providers>
      </body>
    </html>
  );
}
