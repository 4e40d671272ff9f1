import type { OwnVideo } from '@matinee/contracts';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { OwnRow } from './own-row.tsx';

const { useUploads } = vi.hoisted(() => ({ useUploads: vi.fn() }));
vi.mock('@/features/upload/use-uploads.ts', () => ({ useUploads }));

afterEach(cleanup);

const video = {
  videoKey: 'k',
  displayName: 'Sea',
  status: 'uploading',
  progress: 0,
  visibility: 'public',
  uploadTime: '2026-11-22T10:00:00.000Z',
  failure: null,
  warnings: [],
} as unknown as OwnVideo;
const upload = {
  ...{ id: 'f', fileName: 'sea.mp4', size: 100, sentBytes: 25, resumedBytes: 0, samples: [] },
  session: { videoKey: 'k' },
  text: { displayName: 'Sea' },
};

function show(uploads: object[], of = video) {
  useUploads.mockReturnValue(uploads);
  render(<OwnRow video={of} onChanged={() => {}} />);
  return screen.queryByRole('progressbar')?.getAttribute('aria-valuenow') ?? null;
}

test('a file that this tab is sending shows how far it is', () => {
  expect(show([{ ...upload, phase: 'sending' }])).toBe('25');
  expect(screen.queryByText('Waiting for the file')).toBeNull();
});

test('without a connection the upload says that it waits', () => {
  show([{ ...upload, phase: 'offline' }]);
  expect(screen.getByText('Waiting for connection')).toBeTruthy();
});

test('a file that is sent is not waited for, though the service has not said so yet', () => {
  expect(show([{ ...upload, phase: 'done' }])).toBeNull();
  expect(screen.getByText('Uploaded')).toBeTruthy();
});

test('an upload that rests keeps its place, and its file is waited for', () => {
  expect(show([{ ...upload, phase: 'paused' }])).toBe('25');
  expect(screen.getByText('Waiting for the file')).toBeTruthy();
});

test('a file that another tab or device sends is waited for', () => {
  expect(show([{ ...upload, session: { videoKey: 'other' }, phase: 'sending' }])).toBeNull();
  expect(screen.getByText('Waiting for the file')).toBeTruthy();
});

test('what the service says counts, once it has the file', () => {
  expect(show([{ ...upload, phase: 'sending' }], { ...video, status: 'ready' })).toBeNull();
  expect(screen.getByText('Ready')).toBeTruthy();
});
