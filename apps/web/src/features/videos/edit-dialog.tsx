'use client';
import { EditVideo, limits, type OwnVideo } from '@matinee/contracts';
import { useForm } from '@/lib/use-form.ts';
import { api } from '@/lib/api/browser.ts';
import { editVideo } from '@/lib/api/videos.ts';
import { texts } from '@/texts.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { SelectField, TextArea, TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { PosterChoice } from './poster-choice.tsx';
import { SmallerVersion } from './smaller-version.tsx';
import { visibilityOptions } from './visibility.ts';

interface Props {
  video: OwnVideo;
  onClose: () => void;
  onSaved: () => void;
}

export function EditDialog({ video, onClose, onSaved }: Props) {
  const { form, errors, problem, busy } = useForm({
    schema: EditVideo,
    async send(values) {
      await editVideo(api, video.videoKey, values);
      onSaved();
    },
  });

  return (
    <Dialog title={texts.myVideos.editTitle} onClose={onClose}>
      <form {...form} className="grid gap-5">
        {problem && <Notice tone="problem">{problem}</Notice>}
        <TextField
          label={texts.upload.fields.title}
          name="displayName"
          defaultValue={video.displayName}
          maxLength={limits.displayName}
          autoComplete="off"
          error={errors.displayName}
        />
        <TextArea
          label={texts.upload.fields.description}
          name="description"
          defaultValue={video.description}
          maxLength={limits.description}
          optional
          error={errors.description}
        />
        <SelectField
          label={texts.visibility.label}
          name="visibility"
          defaultValue={video.visibility}
          options={visibilityOptions}
          error={errors.visibility}
        />
        {/* Without a picture there are no stills to wait for. */}
        {video.width !== null && <PosterChoice videoKey={video.videoKey} error={errors.posterKey} />}
        <SmallerVersion video={video} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <SubmitButton busy={busy && texts.common.saving}>{texts.common.save}</SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}
