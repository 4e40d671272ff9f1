import type { VideoProgress } from '@matinee/contracts';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Processing } from './processing.tsx';

const videoKey = 'a'.repeat(24);
let streams: { onmessage?: (event: { data: string }) => void; close: () => void }[];
beforeEach(() => {
  streams = [];
  vi.stubGlobal(
    'EventSource',
    class {
      static CLOSED = 2;
      close = vi.fn();
      constructor() {
        streams.push(this);
      }
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const tell = (more: Partial<VideoProgress>) =>
  act(() => {
    const progress = {
      videoKey,
      stage: 'starting',
      fraction: 0,
      etaSeconds: null,
      queuePosition: null,
      failure: null,
    };
    streams.at(-1)!.onmessage!({ data: JSON.stringify({ ...progress, ...more }) });
  });
const show = (known?: { status: 'processing'; progress: number }) =>
  render(<Processing videoKey={videoKey} title="Sea" {...(known && { known })} />);
const bar = () => screen.getByRole('progressbar').getAttribute('aria-valuenow');

test('what the list knows is shown until there is more, and the bar does not go back', () => {
  show({ status: 'processing', progress: 0.4 });
  expect(bar()).toBe('40');
  tell({ stage: 'starting', fraction: 0.3 });
  expect(bar()).toBe('40');
  tell({ stage: 'playable', fraction: 0.5, etaSeconds: 170 });
  expect(bar()).toBe('50');
  expect(screen.getByText('About 3 minutes left')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('Sea: Ready to watch, adding quality');
});

test('the place in the queue is told while a video waits, without a percentage', () => {
  const { container } = show();
  tell({ stage: 'waiting', queuePosition: 2 });
  expect(screen.getByText('2 videos ahead of yours')).toBeTruthy();
  expect(container.textContent).not.toContain('%');
});

test('a failure says why, and can be tried again where that may help', () => {
  show();
  const failure = { code: 'no_space' as const, message: 'We ran out of space.', retryable: true };
  tell({ stage: 'failed', failure });
  expect(screen.getByRole('alert').textContent).toContain('We ran out of space.');
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
});
