'use client';
import { useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { sentenceOf } from '@/lib/api/problem.ts';
import { retryVideo } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';

interface Props {
  videoKey: string;
  onStarted: () => void;
  look?: 'quiet' | 'secondary';
}

export function RetryButton({ videoKey, onStarted, look = 'quiet' }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function start() {
    setBusy(true);
    setProblem(undefined);
    try {
      await retryVideo(api, videoKey);
      onStarted();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button look={look} busy={busy && texts.myVideos.retrying} onClick={() => void start()}>
        {texts.myVideos.retry}
      </Button>
      {problem && (
        <p role="alert" className="order-last basis-full pl-4 text-sm text-danger">
          {problem}
        </p>
      )}
    </>
  );
}
