'use client';
import { useSyncExternalStore } from 'react';
import type { UploadItem } from './upload-state.ts';
import { uploads } from './uploads.ts';

const none: readonly UploadItem[] = [];

/** The uploads of this tab; none on the server and while hydrating. */
export const useUploads = (): readonly UploadItem[] =>
  useSyncExternalStore(
    (listener) => uploads().store.subscribe(listener),
    () => uploads().store.read(),
    () => none,
  );
