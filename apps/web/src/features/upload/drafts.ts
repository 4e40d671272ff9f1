import { Visibility } from '@matinee/contracts';
import { z } from 'zod';
import type { UploadText } from './upload-state.ts';

const Draft = z.object({ displayName: z.string(), description: z.string(), visibility: Visibility });

export interface Drafts {
  read: (id: string) => UploadText | undefined;
  write: (id: string, text: UploadText) => void;
  remove: (id: string) => void;
}

const key = (id: string) => `matinee.draft:${id}`;

/** What was typed, written at every key press, kept until the service has stored it. */
export const localDrafts = (storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Drafts => ({
  read: (id) => {
    try {
      return Draft.safeParse(JSON.parse(storage.getItem(key(id)) ?? 'null')).data;
    } catch {
      return undefined;
    }
  },
  write: (id, text) => {
    try {
      storage.setItem(key(id), JSON.stringify(text));
    } catch {
      // Full or forbidden: the text is still in the form.
    }
  },
  remove: (id) => {
    try {
      storage.removeItem(key(id));
    } catch {
      // Nothing to remove where nothing can be kept.
    }
  },
});
