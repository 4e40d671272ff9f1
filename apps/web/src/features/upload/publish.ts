import { DescribeVideo } from '@matinee/contracts';
import { fieldErrors, fieldErrorsOf } from '@/lib/field-errors.ts';
import { ApiProblem, sentenceOf } from '@/lib/api/problem.ts';
import { texts } from '@/texts.ts';
import type { UploadSession } from './engine/types.ts';
import type { UploadText } from './upload-state.ts';

export interface Refusal {
  problem: string;
  /** Messages by field name. */
  fields: Readonly<Record<string, string>>;
}

export const PublishForm = DescribeVideo.pick({ displayName: true, description: true, visibility: true });

/** Checks the text before anything is sent. */
export function checkText(text: UploadText): Refusal | undefined {
  const result = PublishForm.safeParse(text);
  return result.success ? undefined : { problem: texts.problems.fields, fields: fieldErrors(result.error) };
}

export interface PublishDeps {
  describe: (body: UploadText & { videoKey: string; uploadToken: string }) => Promise<unknown>;
  edit: (videoKey: string, text: UploadText) => Promise<unknown>;
}

/** Stores the text of an upload. A text that is there already (an answer got lost) is brought up to date instead. */
export const createPublish =
  ({ describe, edit }: PublishDeps) =>
  async ({ videoKey, uploadToken }: UploadSession, text: UploadText): Promise<Refusal | undefined> => {
    try {
      await describe({ videoKey, uploadToken, ...text });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'video_already_described') return refusalOf(error);
      return edit(videoKey, text).then(() => undefined, refusalOf);
    }
    return undefined;
  };

const refusalOf = (error: unknown): Refusal => {
  const lost = error instanceof ApiProblem && error.status === 401;
  return { problem: lost ? texts.upload.loggedOut : sentenceOf(error), fields: fieldErrorsOf(error) };
};
