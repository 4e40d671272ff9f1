'use client';
import { useState } from 'react';
import { texts } from '@/texts.ts';
import { rememberTheme, themeOf, themes, type Theme } from './theme.ts';

export function ThemeSelect({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  return (
    <label className="flex items-center gap-2 text-sm text-soft">
      {texts.theme.label}
      <select
        value={theme}
        onChange={(event) => {
          const next = themeOf(event.target.value);
          setTheme(next);
          rememberTheme(next);
        }}
        className="min-h-10 rounded-control border border-line-strong bg-raised px-2 text-ink"
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {texts.theme[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
