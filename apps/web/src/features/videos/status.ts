import type { VideoStatus } from '@matinee/contracts';
import { texts } from '@/texts.ts';
import type { BadgeTone } from '@/ui/badge.tsx';
import { percent } from '@/ui/progress.tsx';

interface Watched {
  status: VideoStatus;
  progress: number;
}

/** The state of a video in words, as its owner reads it. */
export function statusText({ status, progress }: Watched): string {
  switch (status) {
    case 'uploading':
      return texts.status.uploading;
    case 'processing':
      return progress > 0 ? texts.status.processing(percent(progress)) : texts.status.starting;
    case 'playable':
      return texts.status.playable(percent(progress));
    case 'ready':
      return texts.status.ready;
    case 'failed':
      return texts.status.failed;
  }
}

export const statusTone: Record<VideoStatus, BadgeTone> = {
  uploading: 'plain',
  processing: 'progress',
  playable: 'progress',
  ready: 'good',
  failed: 'problem',
};

/** Nothing more will happen by itself. */
export const isTerminal = ({ status }: Pick<Watched, 'status'>): boolean =>
  status === 'ready' || status === 'failed';
