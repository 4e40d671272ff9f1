/** What players call sound whose language nobody told. */
const UNKNOWN = 'Original';

/**
 * Names of sound tracks for people, from their languages' codes (ISO 639, two or three letters) and never from a
 * title in the file. Each is different, as RFC 8216 4.3.4.1 asks within a group.
 */
export function trackNames(languages: readonly (string | undefined)[]): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const seen = new Map<string, number>();
  return languages.map((language) => {
    const name = (language && displayName(names, language)) ?? UNKNOWN;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

function displayName(names: Intl.DisplayNames, language: string): string | undefined {
  try {
    return names.of(language);
  } catch {
    // Not the form of a code.
    return undefined;
  }
}

/** The shortest code of a language, as RFC 5646 wants it in LANGUAGE: `ger` and `deu` are `de`. */
export function languageTag(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
