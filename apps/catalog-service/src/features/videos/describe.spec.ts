import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '@matinee/service-kit';
import {
  failure,
  newVideoKey,
  startCatalog,
  uploadTokenFor,
  videoEvent,
  type RunningCatalog,
} from '../../testing.ts';
import { createMediaRepository } from './media-repository.ts';
import { stateOf } from './media-state.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.close());

describe('POST /videos/metadata', () => {
  it('stores the columns of the contract and answers with the video as its owner sees it', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    const response = await catalog.describe(ownerId, {
      videoKey,
      displayName: '  A day  ',
      description: 'a\nb',
    });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({
      videoKey,
      displayName: 'A day',
      description: 'a\nb',
      visibility: 'public',
      status: 'uploading',
      isTranscoded: false,
      isOwner: true,
      email: `${ownerId}@example.com`,
      fileName: 'holiday.mp4',
      failure: null,
      watchUrl: null,
      playback: null,
    });
    const [row] = await catalog.db.$queryRaw<object[]>`
      SELECT displayName, isTranscoded, email, uploadTime FROM videos WHERE videoKey = ${videoKey}`;
    expect(row).toMatchObject({ displayName: 'A day', isTranscoded: 0, email: `${ownerId}@example.com` });
  });

  it('keeps what an event told before', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    const event = videoEvent('video.transcoded', { videoKey, ownerId, revision: 4 });
    await createMediaRepository(catalog.db).record(event, stateOf(event));
    expect((await catalog.describe(ownerId, { videoKey })).json()).toMatchObject({
      status: 'ready',
      isTranscoded: true,
      progress: 1,
      playback: { complete: true },
    });
  });

  it('refuses a second time', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    await catalog.describe(ownerId, { videoKey });
    expect(failure(await catalog.describe(ownerId, { videoKey, displayName: 'Other' }))).toEqual([
      409,
      'video_already_described',
    ]);
  });

  it('answers the same request again with the same video', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    const send = () => catalog.describe(ownerId, { videoKey }, { 'idempotency-key': 'abc 1' });
    const [first, second] = [await send(), await send()];
    expect(second.statusCode).toBe(201);
    expect(second.json()).toEqual(first.json());
    expect(failure(await catalog.describe(ownerId, { videoKey }, { 'idempotency-key': 'abc 2' }))).toEqual([
      409,
      'video_already_described',
    ]);
  });

  it('makes one row of many requests at once', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => catalog.describe(ownerId, { videoKey }, { 'idempotency-key': 'same' })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(201));
    const without = newVideoKey();
    const races = await Promise.all(
      Array.from({ length: 8 }, () => catalog.describe(ownerId, { videoKey: without })),
    );
    expect(races.map(({ statusCode }) => statusCode).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it.each([
    ['a token that is none', { uploadToken: 'x' }, 403, 'upload_token_invalid'],
    ['an empty title', { displayName: '   ' }, 400, 'invalid_request'],
    ['a title of 256 characters', { displayName: 'x'.repeat(256) }, 400, 'invalid_request'],
    ['a control character', { displayName: 'a\u0007b' }, 400, 'invalid_request'],
    ['an unknown visibility', { visibility: 'secret' }, 400, 'invalid_request'],
  ])('refuses %s', async (_title, fields, status, code) => {
    expect(failure(await catalog.describe(randomUUID(), fields))).toEqual([status, code]);
  });

  it('refuses the token of another of the caller’s uploads', async () => {
    const ownerId = randomUUID();
    const uploadToken = await uploadTokenFor({ videoKey: newVideoKey(), ownerId });
    expect(failure(await catalog.describe(ownerId, { uploadToken }))).toEqual([403, 'upload_token_invalid']);
  });

  it('refuses the upload of somebody else', async () => {
    const response = await catalog.describe(randomUUID(), {}, {}, randomUUID());
    expect(failure(response)).toEqual([403, 'upload_not_yours']);
  });

  it('lets nobody write what is not theirs to write', async () => {
    const ownerId = randomUUID();
    const fields = {
      ownerId: 'x',
      email: 'x@y.z',
      isTranscoded: true,
      status: 'ready',
      uploadTime: '1970-01-01',
    };
    const video = (await catalog.describe(ownerId, fields)).json();
    expect(video).toMatchObject({
      isTranscoded: false,
      status: 'uploading',
      email: `${ownerId}@example.com`,
    });
    expect(Date.parse(video.uploadTime)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is not possible for a video that was deleted', async () => {
    const ownerId = randomUUID();
    const videoKey = newVideoKey();
    await catalog.describe(ownerId, { videoKey });
    await catalog.call('DELETE', `/videos/${videoKey}`, { as: ownerId });
    expect(failure(await catalog.describe(ownerId, { videoKey }))).toEqual([404, 'upload_not_found']);
  });
});

describe('while auth-service is away', () => {
  let away: RunningCatalog;
  beforeAll(async () => {
    const identity = async () => {
      throw new ApiError('service_unavailable', { retryAfterSeconds: 5 });
    };
    away = await startCatalog({ outside: { identity } });
  });
  afterAll(() => away.close());

  it('a newcomer is asked to try again and nothing is half stored', async () => {
    const videoKey = newVideoKey();
    const response = await away.describe(randomUUID(), { videoKey });
    expect(failure(response)).toEqual([503, 'service_unavailable']);
    expect(response.headers['retry-after']).toBe('5');
    expect(await away.db.video.count()).toBe(0);
  });

  it('somebody who was here before does not notice', async () => {
    const id = randomUUID();
    await away.db.person.create({ data: { id, email: 'known@example.com' } });
    expect((await away.describe(id)).json()).toMatchObject({ email: 'known@example.com' });
  });
});
