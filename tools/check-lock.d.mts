export function missingFromLock(lock: {
  packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
}): string[];
export function inexactVersions(manifest: {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}): string[];
