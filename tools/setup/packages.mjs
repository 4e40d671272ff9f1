// Programs the project runs that npm does not bring, and the Debian packages that do.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** `mariadb-server-core` has the server without a system service: Matinee runs its own private one. */
export const programs = {
  ffmpeg: { find: ['ffmpeg', 'ffprobe'], debian: 'ffmpeg' },
  mariadb: { find: ['mariadbd', 'mariadb-install-db'], debian: 'mariadb-server-core' },
  prlimit: { find: ['prlimit'], debian: 'util-linux' },
  // Ubuntu's package of that name needs snap, so its machines bring Chrome instead.
  chromium: { find: [['chromium', 'google-chrome']], debian: 'chromium' },
};

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
const installed = (program) =>
  folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Debian packages whose programs are not on this machine; of several names in one entry, one is enough. */
export const missingPackages = (names) =>
  names
    .filter((name) => !programs[name].find.every((alternatives) => [alternatives].flat().some(installed)))
    .map((name) => programs[name].debian);

const run = (command, args) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

/** Installs what is missing when that is possible here; otherwise says the exact command and stops. */
export function ensurePackages(names, say) {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !installed('apt-get')) {
    console.error(
      `\nMissing programs. On Debian or Ubuntu run:\n\n  sudo apt-get update && sudo ${install}\n`,
    );
    console.error('On another system install these and try again. Nothing was changed.');
    process.exit(1);
  }
  say(`Installing ${missing.join(', ')}`);
  if (
    run('apt-get', ['update', '-qq']) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing])
  )
    return;
  console.error(`\nThat did not work. Run this and try again:\n\n  apt-get update && ${install}\n`);
  process.exit(1);
}
