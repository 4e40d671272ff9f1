import { contentTypeOf, limits, uploadContentTypes, uploadTypes } from '@matinee/contracts';
import { texts } from '@/texts.ts';

export interface ChosenFile {
  id: string;
  file: File;
  contentType: string;
}

/** Says that two choices are the same file, as far as a browser can tell (it gives no path). */
export const fingerprint = (file: {
  name: string;
  size: number;
  lastModified: number;
  type: string;
}): string => `${file.name}:${file.size}:${file.lastModified}:${file.type}`;

/** For the file picker: types, and extensions for systems that do not know the type. */
export const acceptedFiles = [
  ...uploadContentTypes,
  ...Object.values(uploadTypes).flatMap((extensions) => extensions.map((e) => `.${e}`)),
].join(',');

const typeOf = (file: File): string | undefined =>
  uploadContentTypes.includes(file.type) ? file.type : contentTypeOf(file.name);

/** Sorts a choice into what can be uploaded and a sentence for each of the rest. */
export function chooseFiles(files: readonly File[], taken: ReadonlySet<string>) {
  const chosen: ChosenFile[] = [];
  const refused: string[] = [];
  const seen = new Set(taken);
  for (const file of files) {
    const id = fingerprint(file);
    const contentType = typeOf(file);
    if (!contentType) refused.push(texts.upload.refusedType(file.name));
    else if (file.size === 0) refused.push(texts.upload.refusedEmpty(file.name));
    else if (file.size > limits.uploadBytes) refused.push(texts.upload.refusedSize(file.name));
    else if (seen.has(id)) refused.push(texts.upload.refusedTwice(file.name));
    else {
      seen.add(id);
      chosen.push({ id, file, contentType });
    }
  }
  return { chosen, refused };
}

/** `My_holiday-2026.final.mp4` → `My holiday 2026.final`: a start, to be improved by a person. */
export function titleFrom(fileName: string): string {
  const withoutExtension = fileName.replace(/\.[^.]{1,5}$/, '');
  const words = withoutExtension.replaceAll(/[_-]+/g, ' ').replaceAll(/\s+/g, ' ').trim();
  return (words || withoutExtension || fileName).slice(0, limits.displayName);
}
