/**
 * The visitor's own address in X-Forwarded-For, of which only the last `hops` entries can be believed: each was added
 * by a proxy of ours, and what stands before them anybody may have written.
 */
export function visitorAddress(forwardedFor: string | null, hops: number): string | undefined {
  return forwardedFor?.split(',').at(-hops)?.trim() || undefined;
}
