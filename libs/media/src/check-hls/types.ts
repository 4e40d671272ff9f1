/** The objects of a stream by their paths, the part of an address after the host. */
export interface HlsFiles {
  text(path: string): string | undefined;
  bytes(path: string): Uint8Array | undefined;
}

/** Takes one sentence about what is wrong. */
export type Tell = (problem: string) => void;
