import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** An npm package that is part of an image. */
export type Package = {
  name: string;
  version: string;
  license: string;
  /** Text of its licence files. */
  text: string;
  /** Relative to the checkout, as in the lock file. */
  folder: string;
};

/** The packages that source files (`node_modules/a/x.js`, …) belong to, by name and version. */
export function packagesOf(root: string, modules: readonly string[]): Package[] {
  const folders = new Set(
    modules.flatMap((id) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  );
  return sorted([...folders].map((folder) => readPackage(root, folder)));
}

export const sorted = (packages: Package[]): Package[] =>
  [...new Map(packages.map((one) => [`${one.name}@${one.version}`, one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

/** @param path the package's own folder, relative to the checkout */
export function readPackage(root: string, path: string): Package {
  const folder = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string | { type: string };
  };
  const terms = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file))
    .sort();
  return {
    name,
    version,
    license: (typeof license === 'object' ? license.type : license) ?? 'unknown',
    folder: path,
    text: terms.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n'),
  };
}

/** Licences ask that their text goes along with the code. */
export const noticesOf = (packages: readonly Package[]): string =>
  packages
    .map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}`.trimEnd())
    .join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';

/**
 * A bill of materials (CycloneDX 1.6, JSON). Scanners find packages by their folders in node_modules; a bundle has
 * none, so it has to say itself what it is made of.
 */
export const billOfMaterials = (packages: readonly Package[]): string =>
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      components: packages.map(({ name, version, license }) => ({
        type: 'library',
        name,
        version,
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
        licenses: [{ license: { name: license } }],
      })),
    },
    null,
    1,
  ) + '\n';
