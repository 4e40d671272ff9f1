import { contentTypeOf, uploadContentTypes } from '@matinee/contracts';

/** What browsers say of a file whose type they do not know. */
const unknown = ['', 'application/octet-stream'];

/**
 * The content type a file is stored with: the announced one without its parameters, or the one of the file name's
 * extension when none was announced. Undefined for what is not in the table of uploadable types.
 */
export function fileType(announced: string, fileName: string): string | undefined {
  const [essence = ''] = announced.split(';');
  const type = essence.trim().toLowerCase();
  if (unknown.includes(type)) return contentTypeOf(fileName);
  return uploadContentTypes.find((known) => known === type);
}
