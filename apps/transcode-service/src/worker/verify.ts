import { readInitSegment, readMediaSegment, type InitSegment, type MediaSegment } from '@matinee/media';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputNames, segmentFileName } from '@matinee/media';
import { TaskFailure } from './failure.ts';

/** A segment as it lies in the working directory, looked at by us. */
export interface CheckedSegment extends MediaSegment {
  index: number;
  path: string;
  bytes: number;
}

export interface CheckedInit extends InitSegment {
  path: string;
  bytes: Uint8Array;
}

/** Our own tools made a file that is not what was asked for. Another try may fare better. */
export const badOutput = (detail: string) => new TaskFailure('internal', `Output check: ${detail}`);

/** Names of the finished media segments of a rendition, in order. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .map((name) => /^(\d{5,})\.m4s$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
}

export async function readInit(directory: string): Promise<CheckedInit> {
  const path = join(directory, outputNames.init);
  const bytes = await readFile(path);
  return { ...readInitSegment(bytes), path, bytes };
}

export async function readSegment(directory: string, index: number): Promise<CheckedSegment> {
  const path = join(directory, segmentFileName(index));
  const bytes = await readFile(path);
  return { ...readMediaSegment(bytes), index, path, bytes: bytes.byteLength };
}

/** ffmpeg that had nothing to encode leaves a segment with a `styp` box alone; on a full disk it leaves no byte. */
export async function isEmptySegment(directory: string, index: number): Promise<boolean> {
  const bytes = await readFile(join(directory, segmentFileName(index)));
  return (
    bytes.byteLength >= 8 &&
    bytes.byteLength < 64 &&
    bytes.readUInt32BE(0) === bytes.byteLength &&
    bytes.toString('latin1', 4, 8) === 'styp'
  );
}
