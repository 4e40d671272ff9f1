/** Stands in for the OpenAPI pages in images: DOCS=true ends the start with a sentence instead of half a page. */
export default async function noDocsPages(): Promise<never> {
  throw new Error('The OpenAPI pages are not part of the images: leave DOCS unset or false.');
}
