'use client';
import type { OwnVideo } from '@matinee/contracts';
import { useState } from 'react';
import { api } from '@/lib/api/browser.ts';
import { ApiProblem, sentenceOf } from '@/lib/api/problem.ts';
import { deleteVideo } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Notice } from '@/ui/notice.tsx';

interface Props {
  video: OwnVideo;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteDialog({ video, onClose, onDeleted }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function remove() {
    setBusy(true);
    setProblem(undefined);
    try {
      await deleteVideo(api, video.videoKey);
      onDeleted();
    } catch (error) {
      // It is gone, by an earlier try or in another tab: that is what was wanted.
      if (error instanceof ApiProblem && error.code === 'video_not_found') return onDeleted();
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={texts.myVideos.deleteTitle} onClose={onClose}>
      <p className="wrap-anywhere">{texts.myVideos.deleteBody(video.displayName)}</p>
      {problem && (
        <Notice tone="problem" className="mt-4">
          {problem}
        </Notice>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={onClose}>
          {texts.common.cancel}
        </Button>
        <Button look="danger" busy={busy && texts.myVideos.deleting} onClick={() => void remove()}>
          {texts.myVideos.deleteConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
