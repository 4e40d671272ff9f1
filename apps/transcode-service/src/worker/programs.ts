import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where the programs are. What a system lacks (macOS) is left out. */
export interface Programs {
  ffmpeg: string;
  ffprobe: string;
  prlimit?: string | undefined;
  setpriv?: string | undefined;
  nice?: string | undefined;
  /** For namespaces, where the system lets us make them. */
  unshare?: string | undefined;
  nsenter?: string | undefined;
  sh?: string | undefined;
}

/**
 * Finds the programs once, at start, because tools run with an empty environment.
 * Rejects when ffmpeg or ffprobe is missing; the wrappers that only Linux has may be.
 */
export async function findPrograms(searchPath: string): Promise<Programs> {
  const find = async (name: string) => {
    for (const directory of searchPath.split(delimiter)) {
      const path = join(directory, name);
      const executable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (executable) return path;
    }
    return undefined;
  };
  const need = async (name: string) => {
    const path = await find(name);
    if (!path) throw new Error(`${name} is not installed: it is in none of ${searchPath}.`);
    return path;
  };
  return {
    ffmpeg: await need('ffmpeg'),
    ffprobe: await need('ffprobe'),
    prlimit: await find('prlimit'),
    setpriv: await find('setpriv'),
    nice: await find('nice'),
    unshare: await find('unshare'),
    nsenter: await find('nsenter'),
    sh: await find('sh'),
  };
}
