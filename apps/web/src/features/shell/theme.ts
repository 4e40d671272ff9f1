/** Kept in a cookie and not in storage, so that the first page already has the right colours. */
export const themeCookie = 'matinee-theme';
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeOf = (value: string | undefined): Theme =>
  themes.find((theme) => theme === value) ?? 'system';

export function rememberTheme(theme: Theme) {
  document.documentElement.dataset.theme = theme;
  const age = theme === 'system' ? 0 : 365 * 24 * 3600;
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax`;
}
