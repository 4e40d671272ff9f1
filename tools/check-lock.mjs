// Guards package-lock.json: every optional platform package it names must have its entry. Without one, `npm ci`
// stops with "Missing: x@ from lock file", and other platforms get no native binary. A careless upgrade does that.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where npm looks for a dependency of the package at `at`: its own node_modules, then those above it. */
function* placesFor(at, name) {
  for (
    let dir = at;
    ;
    dir = dir.includes('/node_modules/') ? dir.slice(0, dir.lastIndexOf('/node_modules/')) : ''
  ) {
    yield `${dir ? `${dir}/` : ''}node_modules/${name}`;
    if (!dir) return;
  }
}

/** One sentence per optional dependency that is missing or has another version than the exact one wanted. */
export function missingFromLock({ packages }) {
  const problems = [];
  for (const [at, entry] of Object.entries(packages)) {
    for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = [...placesFor(at, name)].map((place) => packages[place]).find(Boolean);
      if (!found) problems.push(`${name}@${wanted}, wanted by ${at || 'the root'}, has no entry`);
      else if (/^\d/.test(wanted) && found.version !== wanted)
        problems.push(`${name}@${wanted}, wanted by ${at || 'the root'}, has version ${found.version}`);
    }
  }
  return problems;
}

/** Versions are exact everywhere: a range would move without anybody deciding it. */
export function inexactVersions(manifest) {
  return ['dependencies', 'devDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(
        ([name, version]) => !name.startsWith('@matinee/') && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
      )
      .map(([name, version]) => `${manifest.name}: ${name} is "${version}", not an exact version`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const lock = read('package-lock.json');
  const projects = Object.keys(lock.packages).filter((path) => /^(apps|libs)\/[^/]+$|^infra$/.test(path));
  const problems = [
    ...missingFromLock(lock),
    ...['', ...projects].flatMap((path) => inexactVersions(read(join(path, 'package.json')))),
  ];
  if (problems.length) {
    console.error(problems.join('\n'));
    process.exit(1);
  }
  console.log('package-lock.json is complete, versions are exact');
}
