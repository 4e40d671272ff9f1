'use client';
import { limits, type Visibility } from '@matinee/contracts';
import { useEffect, useRef, useState } from 'react';
import { texts } from '@/texts.ts';
import { SelectField, TextArea, TextField } from '@/ui/field.tsx';
import { Notice } from '@/ui/notice.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { visibilityOptions } from '@/features/videos/visibility.ts';
import { checkText } from './publish.ts';
import type { UploadItem } from './upload-state.ts';
import { uploads } from './uploads.ts';

/** The text of one upload. It lives in the upload's state and not here, so that nothing typed gets lost. */
export function TextForm({ item }: { item: UploadItem }) {
  const { publication, text, id } = item;
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const refused = publication.state === 'draft' ? publication : undefined;
  const errors = { ...refused?.fields, ...wrong };
  const type = (change: Partial<typeof text>) => {
    uploads().setText(id, change);
    setWrong((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))));
  };

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [wrong, refused?.problem]);

  return (
    <form
      ref={form}
      method="post"
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const refusal = checkText(text);
        setWrong(refusal?.fields ?? {});
        if (!refusal) uploads().publish(id);
      }}
    >
      <TextField
        label={texts.upload.fields.title}
        value={text.displayName}
        error={errors.displayName}
        maxLength={limits.displayName}
        autoComplete="off"
        onChange={(event) => type({ displayName: event.target.value })}
      />
      <TextArea
        label={texts.upload.fields.description}
        value={text.description}
        error={errors.description}
        maxLength={limits.description}
        optional
        onChange={(event) => type({ description: event.target.value })}
      />
      <SelectField
        label={texts.visibility.label}
        value={text.visibility}
        error={errors.visibility}
        options={visibilityOptions}
        onChange={(event) => type({ visibility: event.target.value as Visibility })}
      />
      {refused?.problem && <Notice tone="problem">{refused.problem}</Notice>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SubmitButton busy={publication.state === 'sending' && texts.upload.publishing}>
          {texts.upload.publish}
        </SubmitButton>
        <p className="text-sm text-soft">
          {item.phase === 'done' ? texts.upload.notPublished : texts.upload.publishHint}
        </p>
      </div>
    </form>
  );
}
