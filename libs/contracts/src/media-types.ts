/** File types that can be uploaded. What a file really is, only the probe decides; this table is a first filter. */
export const uploadTypes: Record<string, readonly string[]> = {
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov', 'qt'],
  'video/x-matroska': ['mkv'],
  'video/webm': ['webm'],
  'video/mp2t': ['ts', 'mts', 'm2ts'],
  'video/mpeg': ['mpg', 'mpeg', 'vob'],
  'video/x-msvideo': ['avi'],
  'video/x-flv': ['flv'],
  'video/x-ms-wmv': ['wmv', 'asf'],
  'video/ogg': ['ogv', 'ogg'],
  'video/3gpp': ['3gp'],
  'video/3gpp2': ['3g2'],
  'application/mxf': ['mxf'],
  'video/dv': ['dv'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/wav': ['wav'],
  'audio/flac': ['flac'],
  'audio/ogg': ['oga', 'opus'],
  'audio/aac': ['aac'],
};

export const uploadContentTypes = Object.keys(uploadTypes);

/** The type of a file by its name's extension, for browsers that report none. */
export function contentTypeOf(fileName: string): string | undefined {
  const dot = fileName.lastIndexOf('.');
  if (dot < 0) return undefined;
  const extension = fileName.slice(dot + 1).toLowerCase();
  return uploadContentTypes.find((type) => uploadTypes[type]?.includes(extension));
}
