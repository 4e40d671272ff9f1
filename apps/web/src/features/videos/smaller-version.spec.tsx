import type { Av1State, OwnVideo } from '@matinee/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '@/lib/api/problem.ts';
import { SmallerVersion } from './smaller-version.tsx';

const calls = vi.hoisted(() => ({ getAv1: vi.fn(), askForAv1: vi.fn<() => Promise<unknown>>() }));
vi.mock('@/lib/api/videos.ts', () => calls);

/** What the service says. */
let av1: Av1State;
let client: QueryClient;
beforeEach(() => {
  av1 = 'none';
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  calls.getAv1.mockReset().mockImplementation(async () => ({ videoKey: 'k', av1 }));
  calls.askForAv1.mockReset().mockImplementation(async () => {
    av1 = 'encoding';
    return { videoKey: 'k', av1 };
  });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
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
const unreachable = new ApiProblem({
  code: 'network',
  message: 'We could not reach the service.',
  status: 0,
});

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
  av1 = 'done';
  await act(() => vi.advanceTimersByTimeAsync(6000));
  expect(await screen.findByText('Made')).toBeTruthy();
  expect(said()).toContain('use it by themselves');
  expect(screen.queryByRole('button')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('status'));
});

test.each(['encoding', 'finalizing'] as const)(
  'what was asked for elsewhere is seen here (%s)',
  async (state) => {
    av1 = state;
    show();
    await button('Being made…');
  },
);

test('a pass that failed can be asked for again', async () => {
  av1 = 'failed';
  show();
  const again = await button('Try again');
  expect(said()).toContain('could not be finished');
  fireEvent.click(again);
  await button('Being made…');
});

test('a call that fails is told and can be repeated', async () => {
  calls.askForAv1.mockRejectedValueOnce(unreachable);
  show();
  fireEvent.click(await button('Make a smaller version'));
  expect((await screen.findByRole('alert')).textContent).toBe('We could not reach the service.');
  fireEvent.click(await button('Make a smaller version'));
  await button('Being made…');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('where nobody answers, asking is offered all the same, and the trouble is told', async () => {
  calls.getAv1.mockRejectedValueOnce(unreachable);
  show();
  await button('Make a smaller version');
  expect(screen.getByRole('alert').textContent).toBe('We could not reach the service.');
});

test('a video that cannot have one says so', async () => {
  av1 = 'impossible';
  show();
  await vi.waitFor(() => expect(said()).toContain('There cannot be one'));
  expect(screen.queryByRole('button')).toBeNull();
});

test('nothing is shown where none is made', async () => {
  av1 = 'off';
  const { container } = show();
  await vi.waitFor(() => expect(container.textContent).toBe(''));
});

test.each([{ status: 'playable' as const }, { status: 'failed' as const }, { width: null }])(
  'nothing is offered with %j',
  (more) => {
    const { container } = show({ ...own, ...more });
    expect(container.textContent).toBe('');
    expect(calls.getAv1).not.toHaveBeenCalled();
  },
);
