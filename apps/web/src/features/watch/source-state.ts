import type { Video } from '@matinee/contracts';

/** What the player plays. A new `version` means: load again, at the same position and in the same state. */
export interface SourceState {
  kind: 'none' | 'hls' | 'mp4' | 'broken';
  url: string;
  version: number;
  /** Rungs in the master playlist that is loaded. */
  rungs: number;
  /** Time of the last renewal of the cookies after a refusal, in ms. */
  renewedAt: number;
}

export type SourceAction =
  /** The video as the service describes it now. */
  | { type: 'seen'; video: Pick<Video, 'playback'> }
  /** The cookies were renewed, because a segment was refused or the stream broke. */
  | { type: 'renewed'; now: number }
  /** The stream cannot be played. */
  | { type: 'failed'; watchUrl: string | null }
  | { type: 'retry' };

export const noSource: SourceState = { kind: 'none', url: '', version: 0, rungs: 0, renewedAt: -Infinity };

/** A second break this soon after a renewal is not about cookies. */
const renewalRestMs = 60_000;

export const mayRenew = (state: SourceState, now: number): boolean => now - state.renewedAt > renewalRestMs;

export function sourceReducer(state: SourceState, action: SourceAction): SourceState {
  switch (action.type) {
    case 'seen':
      return afterSeen(state, action.video);
    case 'renewed':
      return { ...state, version: state.version + 1, renewedAt: action.now };
    case 'failed':
      return state.kind === 'hls' && action.watchUrl !== null
        ? { ...state, kind: 'mp4', url: action.watchUrl, version: state.version + 1 }
        : { ...state, kind: 'broken' };
    case 'retry':
      return { ...noSource, version: state.version + 1 };
  }
}

/**
 * hls.js cannot add rungs to a stream that plays, so more rungs are worth an interruption of a moment. Anything else
 * is not: a new URL for the same rungs is only remembered for the next time it has to be loaded.
 */
function afterSeen(state: SourceState, { playback }: Pick<Video, 'playback'>): SourceState {
  if (!playback || state.kind === 'mp4' || state.kind === 'broken') return state;
  const rungs = playback.heights.length;
  if (state.kind === 'hls' && rungs <= state.rungs) {
    return state.url === playback.hlsUrl ? state : { ...state, url: playback.hlsUrl };
  }
  return { ...state, kind: 'hls', url: playback.hlsUrl, rungs, version: state.version + 1 };
}
