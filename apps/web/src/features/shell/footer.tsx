import { texts } from '@/texts.ts';
import type { Theme } from './theme.ts';
import { ThemeSelect } from './theme-select.tsx';

export function Footer({ theme }: { theme: Theme }) {
  return (
    <footer className="mt-16 border-t border-line">
      <div className="page flex flex-wrap items-center justify-between gap-4 py-6">
        <p className="text-sm text-soft">{texts.footer}</p>
        <ThemeSelect initial={theme} />
      </div>
    </footer>
  );
}
