'use client';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import type { UploadItem } from './upload-state.ts';
import { uploads } from './uploads.ts';

/** Cancelling throws bytes and text away, so it is asked. */
export function StopDialog({ item, onClose }: { item: UploadItem; onClose: () => void }) {
  const absent = item.phase === 'absent';
  return (
    <Dialog title={absent ? texts.upload.discardTitle : texts.upload.cancelTitle} onClose={onClose}>
      <p className="wrap-anywhere">{texts.upload.cancelBody(item.fileName)}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button look="secondary" onClick={onClose}>
          {absent ? texts.upload.keepIt : texts.upload.keep}
        </Button>
        <Button look="danger" onClick={() => uploads().cancel(item.id)}>
          {absent ? texts.upload.discard : texts.upload.stop}
        </Button>
      </div>
    </Dialog>
  );
}
