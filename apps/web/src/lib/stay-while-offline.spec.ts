import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stayWhileOffline } from './stay-while-offline.ts';

const onStayed = vi.fn();
let stop: () => void;
let prevented: boolean;
beforeEach(() => {
  onStayed.mockReset();
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  // The place of the router: it asks whether the click was prevented. jsdom cannot follow a link itself.
  const router = (event: Event) => {
    prevented = event.defaultPrevented;
    event.preventDefault();
  };
  document.body.addEventListener('click', router, { once: true });
  stop = stayWhileOffline(onStayed);
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

function click(link: string, more: MouseEventInit = {}): boolean {
  document.body.innerHTML = link;
  document.body
    .querySelector('a')!
    .firstElementChild!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...more }));
  expect(onStayed).toHaveBeenCalledTimes(prevented ? 1 : 0);
  return prevented;
}

test('a link to another page of this site is not followed', () => {
  expect(click('<a href="/upload"><b>Upload</b></a>')).toBe(true);
});

test.each([
  ['a place on this page', '<a href="#content"><b>Skip</b></a>', {}],
  ['another site', '<a href="https://example.com/"><b>Out</b></a>', {}],
  ['another tab', '<a href="/upload" target="_blank"><b>Upload</b></a>', {}],
  ['a download', '<a href="/film.mp4" download><b>Film</b></a>', {}],
  ['a click with a key for a new tab', '<a href="/upload"><b>Upload</b></a>', { ctrlKey: true }],
  ['a place to press that is no link', '<a><b>Nothing</b></a>', {}],
])('%s is left to the browser', (_what, link, more) => {
  expect(click(link, more)).toBe(false);
});

test('with a connection links are links', () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
  expect(click('<a href="/upload"><b>Upload</b></a>')).toBe(false);
});

test('nothing is held back any more when it has stopped', () => {
  stop();
  expect(click('<a href="/upload"><b>Upload</b></a>')).toBe(false);
});
