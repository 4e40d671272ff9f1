/** The query of a page, as Next.js gives it. */
export type SearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** One parameter; the first one when it is repeated, undefined when it is missing or empty. */
export async function searchParam(params: SearchParams, name: string): Promise<string | undefined> {
  const value = (await params)[name];
  return (Array.isArray(value) ? value[0] : value) || undefined;
}
