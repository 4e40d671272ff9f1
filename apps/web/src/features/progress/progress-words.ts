import type { ProcessingStage } from '@matinee/contracts';
import { texts } from '@/texts.ts';

interface Known {
  stage: ProcessingStage;
  etaSeconds: number | null;
  queuePosition: number | null;
}

/** Time that is left, as coarse as it is known: minutes, and hours from an hour and a half on. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return texts.progress.soon;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? texts.progress.minutes(minutes) : texts.progress.hours(Math.round(minutes / 60));
}

/** What else there is to say beside the stage: the place in the queue, or the time that is left; may be empty. */
export function whenReady({ stage, etaSeconds, queuePosition }: Known): string {
  if (stage === 'ready' || stage === 'failed') return '';
  if (queuePosition !== null) return texts.progress.ahead(queuePosition);
  return etaSeconds === null ? '' : timeLeft(etaSeconds);
}
