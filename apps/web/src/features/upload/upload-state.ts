import type { Visibility } from '@matinee/contracts';
import { addSample, speedOf, type Sample } from './engine/speed.ts';
import type { EngineEvent, EnginePhase, UploadSession } from './engine/types.ts';

export interface UploadText {
  displayName: string;
  description: string;
  visibility: Visibility;
}

/** absent: begun in an earlier visit, its file has to be chosen again. */
export type UploadPhase = 'absent' | 'queued' | EnginePhase | 'paused' | 'done' | 'failed';

export type Publication =
  /** Nobody has pressed Publish. */
  | { state: 'draft'; problem?: string; fields?: Readonly<Record<string, string>> }
  /** Pressed; on its way, or waiting for the upload to have a key. */
  | { state: 'sending' }
  | { state: 'stored'; videoKey: string };

/** One upload as the page shows it. */
export interface UploadItem {
  /** Fingerprint of the file. */
  id: string;
  fileName: string;
  size: number;
  contentType: string;
  phase: UploadPhase;
  session?: UploadSession;
  sentBytes: number;
  /** Bytes that were already there when it was continued. */
  resumedBytes: number;
  samples: readonly Sample[];
  problem?: string;
  text: UploadText;
  publication: Publication;
}

export type UploadAction =
  | { type: 'engine'; event: EngineEvent; now: number }
  | { type: 'queued' }
  | { type: 'paused' }
  | { type: 'done' }
  | { type: 'failed'; problem: string }
  | { type: 'text'; text: Partial<UploadText> }
  | { type: 'publishing' }
  | { type: 'published'; videoKey: string }
  | { type: 'refused'; problem: string; fields: Readonly<Record<string, string>> };

const working: ReadonlySet<UploadPhase> = new Set([
  'starting',
  'sending',
  'offline',
  'retrying',
  'finishing',
]);

export const isWorking = (item: UploadItem): boolean => working.has(item.phase);
/** Bytes would be interrupted by leaving the page. */
export const isUnderWay = (item: UploadItem): boolean => isWorking(item) || item.phase === 'queued';

export function uploadReducer(item: UploadItem, action: UploadAction): UploadItem {
  switch (action.type) {
    case 'engine':
      return afterEngine(item, action.event, action.now);
    case 'queued':
      return { ...item, phase: 'queued', problem: undefined };
    case 'paused':
      return { ...item, phase: 'paused', samples: [] };
    case 'done':
      return { ...item, phase: 'done', sentBytes: item.size, samples: [], problem: undefined };
    case 'failed':
      return { ...item, phase: 'failed', samples: [], problem: action.problem };
    case 'text':
      return afterTyping(item, action.text);
    case 'publishing':
      return { ...item, publication: { state: 'sending' } };
    case 'published':
      return { ...item, publication: { state: 'stored', videoKey: action.videoKey } };
    case 'refused':
      return { ...item, publication: { state: 'draft', problem: action.problem, fields: action.fields } };
  }
}

function afterEngine(item: UploadItem, event: EngineEvent, now: number): UploadItem {
  switch (event.type) {
    case 'session':
      return {
        ...item,
        session: event.session,
        sentBytes: event.resumedBytes,
        resumedBytes: event.resumedBytes,
        samples: [],
      };
    case 'phase':
      return { ...item, phase: event.phase, ...(event.phase === 'offline' ? { samples: [] } : {}) };
    case 'progress': {
      const samples = addSample(item.samples, { time: now, bytes: event.sentBytes });
      // One of several parts may be retried while the others move.
      const phase = item.phase === 'retrying' && event.sentBytes > item.sentBytes ? 'sending' : item.phase;
      return { ...item, phase, samples, sentBytes: event.sentBytes };
    }
  }
}

function afterTyping(item: UploadItem, text: Partial<UploadText>): UploadItem {
  const { publication } = item;
  const typed = { ...item, text: { ...item.text, ...text } };
  if (publication.state !== 'draft' || !publication.fields) return typed;
  const fields = Object.fromEntries(Object.entries(publication.fields).filter(([name]) => !(name in text)));
  return { ...typed, publication: { state: 'draft', fields } };
}

/** Bytes per second and seconds left, while there is something to measure. */
export function paceOf(item: UploadItem): { speed: number; secondsLeft: number } | undefined {
  const speed = item.phase === 'sending' ? speedOf(item.samples) : undefined;
  if (!speed) return undefined;
  return { speed, secondsLeft: (item.size - item.sentBytes) / speed };
}
