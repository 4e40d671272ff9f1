// @vitest-environment node
import { expect, test, vi } from 'vitest';
import { fakeStorage, file, problem, recorder } from './fake-storage.ts';
import { FileUnreadable, StorageRefused } from './problems.ts';
import type { UploadSession } from './types.ts';
import { uploadFile } from './upload-file.ts';

const never = new AbortController().signal;

test('a small file goes up in one piece', async () => {
  const storage = fakeStorage();
  const { report, events } = recorder();
  await uploadFile({ file: file(8), ports: storage.ports, report, signal: never });
  expect(storage.sent).toEqual(['video1/1']);
  expect(events.at(-1)).toEqual({ type: 'progress', sentBytes: 8 });
});

test('a small file whose answer got lost is there: 412 on the second try is success', async () => {
  const storage = fakeStorage();
  storage.once('video1/1', 412);
  storage.once('video1/1', 'stored but lost');
  await uploadFile({ file: file(8), ports: storage.ports, report: recorder().report, signal: never });
  expect(storage.sent).toHaveLength(2);
});

test('an expired link of a small file is replaced', async () => {
  const storage = fakeStorage();
  storage.once('video1/1', 403);
  await uploadFile({ file: file(8), ports: storage.ports, report: recorder().report, signal: never });
  expect(storage.seen).toMatchObject({ started: 1, urlRequests: [[1]] });
  expect(storage.uploads.get('video1')?.done).toBe(true);
});

test('a small file that is there already is not sent again', async () => {
  const storage = fakeStorage();
  storage.uploads.set('video0', { size: 8, parts: new Map([[1, 8]]), done: false });
  const session = { videoKey: 'video0', uploadToken: 't', size: 8, single: true, partSize: 8, partCount: 1 };
  await uploadFile({
    file: file(8),
    session,
    ports: storage.ports,
    report: recorder().report,
    signal: never,
  });
  expect(storage.sent).toEqual([]);
  expect(storage.uploads.get('video0')?.done).toBe(true);
});

test('a large file goes up in parts, four at once, and is closed', async () => {
  const storage = fakeStorage();
  const { report, events, phases } = recorder();
  await uploadFile({ file: file(95), ports: storage.ports, report, signal: never });
  expect([...(storage.uploads.get('video1')?.parts ?? [])].sort(([a], [b]) => a - b)).toEqual([
    ...Array.from({ length: 9 }, (_, i) => [i + 1, 10]),
    [10, 5],
  ]);
  expect(storage.seen).toMatchObject({ mostAtOnce: 4, completed: 1 });
  expect(storage.uploads.get('video1')?.done).toBe(true);
  expect(events.at(-1)).toEqual({ type: 'progress', sentBytes: 95 });
  expect(phases().at(-1)).toBe('finishing');
});

test('progress counts what is there and what is moving, and never more than the file', async () => {
  const storage = fakeStorage();
  const { report, events } = recorder();
  await uploadFile({ file: file(95), ports: storage.ports, report, signal: never });
  const bytes = events.flatMap((e) => (e.type === 'progress' ? [e.sentBytes] : []));
  expect(Math.max(...bytes)).toBe(95);
  expect(bytes).toContain(5);
});

test('links are asked for in batches, and not those that came with the start', async () => {
  const storage = fakeStorage();
  await uploadFile({ file: file(95), ports: storage.ports, report: recorder().report, signal: never });
  const asked = storage.seen.urlRequests.flat();
  expect(asked).not.toContain(1);
  expect(storage.seen.urlRequests.length).toBeLessThanOrEqual(2);
});

test('a part that fails for a moment is sent again after a wait, the others are not', async () => {
  const storage = fakeStorage();
  storage.once('video1/3', 503);
  storage.once('video1/4', 'lost');
  const { report, phases } = recorder();
  await uploadFile({ file: file(50), ports: storage.ports, report, signal: never });
  expect(storage.sent.filter((url) => url === 'video1/3')).toHaveLength(2);
  expect(storage.sent.filter((url) => url === 'video1/5')).toHaveLength(1);
  expect(storage.waits).toEqual([500, 500]);
  expect(phases()).toContain('retrying');
});

test('a link that storage refuses is replaced', async () => {
  const storage = fakeStorage();
  storage.once('video1/2', 403);
  await uploadFile({ file: file(30), ports: storage.ports, report: recorder().report, signal: never });
  expect(storage.seen.urlRequests.flat()).toContain(2);
  expect(storage.uploads.get('video1')?.done).toBe(true);
});

test('links refused again and again end in a sentence, not in a loop', async () => {
  const storage = fakeStorage();
  storage.when(({ url }) => (url.includes('/2#') ? 403 : undefined));
  const run = uploadFile({ file: file(30), ports: storage.ports, report: recorder().report, signal: never });
  await expect(run).rejects.toThrow(StorageRefused);
});

test('without a connection it waits for one, however long, and then goes on', async () => {
  const storage = fakeStorage();
  const { report, phases } = recorder();
  storage.goOffline();
  storage.when(() => (storage.ports.connection.online() ? undefined : 'lost'));
  const run = uploadFile({ file: file(30), ports: storage.ports, report, signal: never });
  await vi.waitFor(() => expect(phases()).toContain('offline'));
  expect(storage.waits).toEqual([]);
  storage.goOnline();
  await run;
  expect(storage.uploads.get('video1')?.done).toBe(true);
});

test('a storage that stays down is told after a while', async () => {
  const storage = fakeStorage();
  storage.when(() => 503);
  await expect(
    uploadFile({ file: file(8), ports: storage.ports, report: recorder().report, signal: never }),
  ).rejects.toThrow('503');
  expect(storage.waits.at(-1)).toBe(20_000);
});

test('a pause stops at once and keeps what is there', async () => {
  const storage = fakeStorage();
  const control = new AbortController();
  storage.when(({ url }) => {
    if (url.includes('/5#')) control.abort(new Error('paused'));
    return undefined;
  });
  const run = uploadFile({
    file: file(95),
    ports: storage.ports,
    report: recorder().report,
    signal: control.signal,
  });
  await expect(run).rejects.toThrow('paused');
  expect(storage.uploads.get('video1')?.parts.size).toBeGreaterThan(0);
  expect(storage.uploads.get('video1')?.done).toBe(false);
});

const begun = (size: number): UploadSession => ({
  videoKey: 'video0',
  uploadToken: 't',
  size,
  single: false,
  partSize: 10,
  partCount: Math.ceil(size / 10),
});

test('a continued upload sends only what is missing or has the wrong length', async () => {
  const storage = fakeStorage();
  const parts = new Map([
    [1, 10],
    [2, 7],
    [4, 10],
    [5, 5],
  ]);
  storage.uploads.set('video0', { size: 45, parts, done: false });
  const { report, session } = recorder();
  await uploadFile({ file: file(45), session: begun(45), ports: storage.ports, report, signal: never });
  expect([...storage.sent].sort()).toEqual(['video0/2', 'video0/3']);
  expect(session()).toMatchObject({ resumedBytes: 25 });
  expect(storage.seen.started).toBe(0);
});

test('an upload that was removed meanwhile starts from the beginning', async () => {
  const storage = fakeStorage();
  const { report, session } = recorder();
  await uploadFile({ file: file(45), session: begun(45), ports: storage.ports, report, signal: never });
  expect(session()).toMatchObject({ resumedBytes: 0, session: { videoKey: 'video1' } });
});

test('a file of another size never continues', async () => {
  const storage = fakeStorage();
  storage.uploads.set('video0', { size: 45, parts: new Map([[1, 10]]), done: false });
  const { report, session } = recorder();
  await uploadFile({ file: file(46), session: begun(45), ports: storage.ports, report, signal: never });
  expect(session()).toMatchObject({ session: { videoKey: 'video1', size: 46 } });
});

test('parts that got lost on the other side are noticed at the end and sent again', async () => {
  const storage = fakeStorage();
  const complete = storage.ports.server.complete;
  let lose = true;
  storage.ports.server.complete = async (session, signal) => {
    if (lose) storage.uploads.get(session.videoKey)?.parts.delete(2);
    lose = false;
    return complete(session, signal);
  };
  await uploadFile({ file: file(30), ports: storage.ports, report: recorder().report, signal: never });
  expect(storage.sent.filter((url) => url === 'video1/2')).toHaveLength(2);
  expect(storage.uploads.get('video1')?.done).toBe(true);
});

test('an upload that storage lost in the middle is looked up and begun anew', async () => {
  const storage = fakeStorage();
  storage.when(({ url }) => {
    if (!url.startsWith('video1/3')) return undefined;
    storage.uploads.delete('video1');
    return 404;
  });
  const { report, session } = recorder();
  await uploadFile({ file: file(45), ports: storage.ports, report, signal: never });
  expect(session()).toMatchObject({ session: { videoKey: 'video2' } });
  expect(storage.uploads.get('video2')?.done).toBe(true);
});

test('a file that cannot be read any more is told at once', async () => {
  const storage = fakeStorage();
  storage.ports.send = async () => {
    throw new FileUnreadable('gone');
  };
  await expect(
    uploadFile({ file: file(30), ports: storage.ports, report: recorder().report, signal: never }),
  ).rejects.toThrow(FileUnreadable);
  expect(storage.waits).toEqual([]);
});

test('a start that is refused is not repeated', async () => {
  const storage = fakeStorage();
  storage.ports.server.start = vi.fn(async () => {
    throw problem('unsupported_file_type', 415);
  });
  await expect(
    uploadFile({ file: file(30), ports: storage.ports, report: recorder().report, signal: never }),
  ).rejects.toThrow('unsupported_file_type');
  expect(storage.ports.server.start).toHaveBeenCalledOnce();
});
