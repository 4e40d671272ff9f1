import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAudioTracks } from './audio-tracks.ts';
import { asPeaks, barsOf, pathOf } from './waveform.ts';
import { WaveformBar } from './waveform-bar.tsx';

const stream = (...names: string[]) =>
  ({
    audioTrack: 0,
    audioTracks: names.map((name) => ({ name, lang: name.slice(0, 2) })),
  }) as unknown as Parameters<ReturnType<typeof createAudioTracks>['attach']>[0];
const enabled = ({ list }: ReturnType<typeof createAudioTracks>) =>
  [...list].filter((track) => track.enabled).map(({ label }) => label);

test('languages are offered, the one that plays is marked', () => {
  const tracks = createAudioTracks();
  tracks.attach(stream('German', 'English'));
  expect([...tracks.list].map(({ id, label, language }) => [id, label, language])).toEqual([
    ['0', 'German', 'Ge'],
    ['1', 'English', 'En'],
  ]);
  expect(enabled(tracks)).toEqual(['German']);
});

test('a language is chosen as the player’s menu does it, and the choice survives a new stream', () => {
  const tracks = createAudioTracks();
  const first = stream('German', 'English');
  tracks.attach(first);
  const changed = vi.fn();
  tracks.list.addEventListener('change', changed);
  for (const [index, track] of [...tracks.list].entries()) track.enabled = index === 1;
  expect(first.audioTrack).toBe(1);
  expect(enabled(tracks)).toEqual(['English']);
  expect(changed).toHaveBeenCalled();
  const second = stream('German', 'French', 'English');
  tracks.attach(second);
  expect(second.audioTrack).toBe(2);
  expect(enabled(tracks)).toEqual(['English']);
});

test('a stream without the chosen language plays its own first one', () => {
  const tracks = createAudioTracks();
  tracks.attach(stream('German', 'English'));
  [...tracks.list][1]!.enabled = true;
  const other = stream('German');
  tracks.attach(other);
  expect(other.audioTrack).toBe(0);
  expect(enabled(tracks)).toEqual(['German']);
});

test('bars follow the sound, whatever its length', () => {
  const data = Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : i % 2 ? 60 : -60));
  const bars = barsOf({ length: 500, data }, 10);
  expect(bars.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(bars.slice(5)).toEqual([1, 1, 1, 1, 1]);
  expect(barsOf({ length: 2, data: [0, 0, -4, 8] }, 4)).toEqual([0, 0, 1, 1]);
  expect(pathOf([1, 0]).split('z')).toEqual(['M0.2 0.000h.6v1.000h-.6', 'M1.2 0.490h.6v0.020h-.6', '']);
});

test.each([[null], [[]], [{ data: 'x' }], [{ data: [1, 'x'] }], [{ data: [1, 999] }], [{ data: [] }]])(
  '%j is not drawn',
  (json) => expect(asPeaks(json)).toBeUndefined(),
);

const media = () =>
  Object.assign(new EventTarget(), { currentTime: 0, duration: 100 }) as unknown as HTMLMediaElement;
const show = (element: HTMLMediaElement) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <WaveformBar url="/media/waveform.json" media={element} />
    </QueryClientProvider>,
  );
beforeEach(() => {
  vi.stubGlobal('fetch', async () => Response.json({ version: 2, data: [-10, 10, -20, 20] }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a click in the waveform seeks, and keys move as in the player', async () => {
  const element = media();
  show(element);
  await vi.waitFor(() => expect(screen.getByTestId('waveform').dataset.ready).toBe('true'));
  const slider = screen.getByRole('slider', { name: 'Position' });
  fireEvent.change(slider, { target: { value: '62.5' } });
  expect(element.currentTime).toBe(62.5);
  element.dispatchEvent(new Event('timeupdate'));
  await vi.waitFor(() =>
    expect(slider.getAttribute('aria-valuetext')).toBe('1 minute 3 seconds of 1 minute 40 seconds'),
  );
  fireEvent.keyDown(slider, { key: 'ArrowRight' });
  expect(element.currentTime).toBe(67.5);
  fireEvent.keyDown(slider, { key: 'PageDown' });
  expect(element.currentTime).toBe(37.5);
  fireEvent.keyDown(slider, { key: 'PageUp' });
  fireEvent.keyDown(slider, { key: 'PageUp', ctrlKey: true });
  expect(element.currentTime).toBe(67.5);
});

test('a waveform that is not there leaves a line that can be worked with', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 403 }));
  const element = media();
  show(element);
  fireEvent.change(screen.getByRole('slider'), { target: { value: '10' } });
  expect(element.currentTime).toBe(10);
  expect(screen.getByTestId('waveform').dataset.ready).toBeUndefined();
});
