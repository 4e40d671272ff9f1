import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployable } from '../../infra/src/deployables.ts';
import { bytesOf } from './contents.ts';

/**
 * Megabytes of what stands below a tree, measured on Debian 12 (amd64) with debootstrap's minbase, cleaned as Debian
 * slim images are (no manuals, locales, lists), by `du --apparent-size` before and after the Dockerfile's apt-get.
 */
export const measured = {
  /** minbase, tini, libatomic1. */
  base: 76.9,
  /** The same with ffmpeg, without graphics drivers (539.5 with them). */
  baseWithFfmpeg: 373.1,
};

const node = join(import.meta.dirname, '../../node_modules/node/bin/node');

/** Megabytes of an image: base, Node.js, tree. */
export function imageMegabytes(deployable: Deployable, tree: string): number {
  const base = deployable === 'transcode' ? measured.baseWithFfmpeg : measured.base;
  return base + (statSync(node).size + bytesOf(tree)) / 1e6;
}

/** The last column of an image's row in docker/README.md. */
export function statedMegabytes(readme: string, deployable: Deployable): number {
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${deployable}\``));
  return Number(/\*\*(\d+)\*\*/.exec(row ?? '')?.[1]);
}
