import type { OwnVideo, Video } from '@matinee/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem.ts';
import { SmallerVersion } from './smaller-version.tsx';

type Code = ApiProblem['code'];
const calls = vi.hoisted(() => ({ getVideo: vi.fn(), askForAv1: vi.fn<() => Promise<unknown>>() }));
vi.mock('@/lib/api/videos.ts', () => calls);

let made: boolean;
let client: QueryClient;
beforeEach(() => {
  made = false;
  localStorage.clear();
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  calls.getVideo.mockImplementation(
    async () =>
      ({ playback: { hlsUrl: '/media/k/m.m3u8', complete: true, medium: 'video' } }) as Pick<
        Video,
        'playback'
      >,
  );
  calls.askForAv1.mockReset().mockResolvedValue({ av1: 'encoding' });
  vi.stubGlobal(
    'fetch',
    async () => new Response(made ? '#EXT-X-STREAM-INF:CODECS="av01.0.01M.08"\n' : '#EXTM3U\n'),
  );
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const own = { videoKey: 'k', status: 'ready', width: 640, durationSeconds: 10 } as OwnVideo;
function show(video: OwnVideo = own) {
  return render(
    <QueryClientProvider client={client}>
      <SmallerVersion video={video} />
    </QueryClientProvider>,
  );
}
const button = (name: string) => screen.findByRole('button', { name });
const said = () => screen.getByRole('status').textContent;
const refuse = (code: Code, message = 'No.') =>
  calls.askForAv1.mockRejectedValueOnce(new ApiProblem({ code, message, status: 400 }));

test('it is asked for with one button, which keeps the focus while it is made', async () => {
  show();
  const make = await button('Make a smaller version');
  expect(screen.getByRole('region', { name: 'Smaller version (AV1)' })).toBeTruthy();
  make.focus();
  fireEvent.click(make);
  expect(await button('Being made…')).toBe(make);
  expect(document.activeElement).toBe(make);
  expect(make.getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(make);
  expect(calls.askForAv1).toHaveBeenCalledOnce();
  expect(said()).toContain('after all other work');
});

test('when it is there that is said, and the focus is not lost', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  show();
  const make = await button('Make a smaller version');
  make.focus();
  fireEvent.click(make);
  await button('Being made…');
  made = true;
  await act(() => vi.advanceTimersByTimeAsync(6000));
  expect(await screen.findByText('Made')).toBeTruthy();
  expect(said()).toContain('use it by themselves');
  expect(screen.queryByRole('button')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('status'));
});

test('what was asked for is remembered, until it has taken so long that asking again may help', async () => {
  const { unmount } = show();
  fireEvent.click(await button('Make a smaller version'));
  await button('Being made…');
  unmount();
  const again = show();
  await button('Being made…');
  again.unmount();
  localStorage.setItem('matinee.av1:k', String(Date.now() - 3_600_000));
  show();
  fireEvent.click(await button('Ask again'));
  await button('Being made…');
  expect(calls.askForAv1).toHaveBeenCalledTimes(2);
});

test('a call that fails is told and can be repeated', async () => {
  refuse('network', 'We could not reach the service.');
  show();
  fireEvent.click(await button('Make a smaller version'));
  expect((await screen.findByRole('alert')).textContent).toBe('We could not reach the service.');
  fireEvent.click(await button('Make a smaller version'));
  await button('Being made…');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('where it is switched off that is explained once, and then nothing is shown', async () => {
  refuse('not_found');
  const { unmount } = show();
  fireEvent.click(await button('Make a smaller version'));
  await vi.waitFor(() => expect(said()).toContain('switched it off'));
  expect(screen.queryByRole('button')).toBeNull();
  unmount();
  const { container } = show();
  expect(container.textContent).toBe('');
});

test('a video that cannot have one says so', async () => {
  refuse('not_playable_yet');
  show();
  fireEvent.click(await button('Make a smaller version'));
  await vi.waitFor(() => expect(said()).toContain('There cannot be one'));
});

test('a playlist that does not load leaves the offer: the answer to asking tells more', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 403 }));
  show();
  await button('Make a smaller version');
});

test.each([{ status: 'playable' as const }, { status: 'failed' as const }, { width: null }])(
  'nothing is offered with %j',
  (more) => {
    const { container } = show({ ...own, ...more });
    expect(container.textContent).toBe('');
    expect(calls.getVideo).not.toHaveBeenCalled();
  },
);
