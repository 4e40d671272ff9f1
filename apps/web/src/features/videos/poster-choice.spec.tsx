import type { Video } from '@matinee/contracts';
import { onlineManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { PosterChoice } from './poster-choice.tsx';

const getVideo = vi.hoisted(() => vi.fn<() => Promise<Pick<Video, 'posters'>>>());
vi.mock('@/lib/api/videos.ts', () => ({ getVideo }));

afterEach(cleanup);

const stills = (count: number, chosen = 0) =>
  Array.from({ length: count }, (_, index) => ({
    key: `k/${index}.jpg`,
    url: `/media/k/${index}.jpg?Signature=x`,
    chosen: index === chosen,
  }));

function show(answer: Promise<Pick<Video, 'posters'>>, error?: string) {
  getVideo.mockReturnValue(answer);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(
    <QueryClientProvider client={client}>
      <form>
        <PosterChoice videoKey="k" error={error} />
      </form>
    </QueryClientProvider>,
  );
  return () => new FormData(container.querySelector('form')!).get('posterKey');
}

test('the pictures are radio buttons with names, and the poster of now is chosen', async () => {
  const sent = show(Promise.resolve({ posters: stills(3, 1) }));
  expect(screen.getByRole('status').textContent).toContain('Loading');
  expect(await screen.findByRole('group', { name: 'Poster' })).toBeTruthy();
  const [first, second] = screen.getAllByRole<HTMLInputElement>('radio');
  expect(screen.getByLabelText('Picture 2 of 3')).toBe(second);
  expect([first?.checked, second?.checked]).toEqual([false, true]);
  expect(sent()).toBeNull();
});

test('only another choice than before is sent', async () => {
  const sent = show(Promise.resolve({ posters: stills(3) }));
  fireEvent.click(await screen.findByLabelText('Picture 3 of 3'));
  expect(sent()).toBe('k/2.jpg');
  fireEvent.click(screen.getByLabelText('Picture 1 of 3'));
  expect(sent()).toBeNull();
});

test('a refusal is told with the pictures', async () => {
  show(Promise.resolve({ posters: stills(2) }), 'Choose one of the pictures of this video.');
  const group = await screen.findByRole('group', { name: 'Poster' });
  const message = screen.getByText('Choose one of the pictures of this video.');
  expect(group.getAttribute('aria-describedby')).toBe(message.id);
});

test('there is nothing to choose from one picture', async () => {
  show(Promise.resolve({ posters: stills(1) }));
  await vi.waitFor(() => expect(screen.queryByRole('status')).toBeNull());
  expect(screen.queryByRole('radio')).toBeNull();
});

test('pictures that do not load leave the rest of the form alone', async () => {
  const sent = show(Promise.reject(new Error('away')));
  expect(await screen.findByText('The pictures to choose the poster from did not load.')).toBeTruthy();
  expect(sent()).toBeNull();
});

test('without a connection nothing is loading, and the pictures come when it is back', async () => {
  onlineManager.setOnline(false);
  try {
    show(Promise.resolve({ posters: stills(2) }));
    expect(screen.queryByRole('status')).toBeNull();
    expect(screen.getByText('The pictures to choose the poster from did not load.')).toBeTruthy();
    onlineManager.setOnline(true);
    expect(await screen.findByRole('group', { name: 'Poster' })).toBeTruthy();
  } finally {
    onlineManager.setOnline(true);
  }
});
