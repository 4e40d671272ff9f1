import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Every file and link of a tree, relative to it, sorted. */
export function filesOf(tree: string): string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .sort();
}

/** Bytes of all files of a tree. */
export const bytesOf = (tree: string): number =>
  filesOf(tree).reduce((sum, file) => sum + lstatSync(join(tree, file)).size, 0);

/** What must never be in an image, as files or as sources of a bundle, and why. */
const forbidden: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /(^|\/)(libs|@matinee)\/(local-cloud|testing)\//, reason: 'only laptops and specs use it' },
  { pattern: /(^|\/)apps\/(local|e2e)\//, reason: 'only laptops and specs use it' },
  {
    pattern: /(^|\/)(testing\/|testing\.|spec-[^/]*\.ts$)|\.(spec|test)\.[cm]?[jt]sx?$/,
    reason: 'it is a test',
  },
  { pattern: /^tools\/(?!images\/stand-ins\/)/, reason: 'it is a tool of the checkout' },
  { pattern: /\.map$/, reason: 'source maps stay with the build' },
  { pattern: /(^|\/)\.env/, reason: 'the environment comes from the task definition' },
  { pattern: /\.(pem|key|p12|pfx|jks|sqlite|db|log)$/, reason: 'it is a key, a database or a log' },
  { pattern: /(^|\/)\.(git|npmrc|ssh|aws)(\/|$)/, reason: 'it belongs to a developer' },
  {
    pattern: /\.node$|(^|\/)lib[^/]*\.so[^/]*$/,
    reason: 'native code would tie the tree to one architecture',
  },
];

/** One sentence for each path that has no business in an image. */
export const surprises = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => {
    const rule = forbidden.find(({ pattern }) => pattern.test(path));
    return rule ? [`${path}: ${rule.reason}`] : [];
  });

/** Packages (folders as in the lock file) that only development depends on, but that went into an image. */
export const developmentOnly = (
  folders: readonly string[],
  lock: { packages: Record<string, { dev?: boolean }> },
): string[] => folders.filter((folder) => lock.packages[folder]?.dev === true);
