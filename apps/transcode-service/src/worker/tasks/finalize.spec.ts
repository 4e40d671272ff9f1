import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { TaskSpec } from '../../work/contract.ts';
import type { ObjectDescription } from '../ports.ts';
import { ffmpeg, lavfi, numberedPicture, readNumbers, withClips, x264 } from '../spec-clips.ts';
import { withWorker } from '../spec-kit.ts';
import { encodeAll, planVideo } from '../spec-plan.ts';
import { soundSpec } from '../spec-sound.ts';
import { runAudioTask } from './audio.ts';
import { runFinalizeTask } from './finalize.ts';

const clips = withClips();
const worker = withWorker();

async function finished(): Promise<Extract<TaskSpec, { kind: 'finalize' }>> {
  const picture = lavfi(numberedPicture({ rate: '30', seconds: 6 }));
  const bytes = await clips.make('film.mp4', ...picture, ...lavfi('sine=440:d=6'), ...x264(), '-c:a', 'aac');
  const source = worker.upload(bytes);
  const { renditions } = await encodeAll(
    worker,
    await planVideo(worker, source, 1),
    clips.path('joined.mp4'),
  );
  const sound = await runAudioTask(
    await worker.context(soundSpec(source, { streamIndex: 1, maxSeconds: 60 })),
  );
  const audio = sound.kind === 'audio' ? sound.renditions[0]! : undefined!;
  const keys = (segments: { key: string }[]) => segments.map(({ key }) => key);
  return {
    kind: 'finalize',
    documents: [
      { key: 'v/9/v180.m3u8', type: 'hls', text: '#EXTM3U\n' },
      { key: 'v/9/storyboard.vtt', type: 'vtt', text: 'WEBVTT\n' },
      { key: 'v/9/manifest.mpd', type: 'dash', text: '<MPD/>\n' },
      { key: 'v/9/master.m3u8', type: 'hls', text: '#EXTM3U\n#master\n' },
    ],
    mp4: {
      key: 'v/9/video.mp4',
      video: { init: renditions[0]!.initKey, segments: keys(renditions.flatMap(({ segments }) => segments)) },
      audio: { init: audio.initKey, segments: keys(audio.segments) },
    },
  };
}

describe('finishing a video', () => {
  it('joins an MP4 that has every frame, plays from its first byte on, and is as long as the film', async () => {
    const spec = await finished();
    const result = await runFinalizeTask(await worker.context(spec));
    const mp4 = worker.media(spec.mp4!.key)!;
    expect(result).toEqual({ kind: 'finalize', mp4Bytes: mp4.byteLength });
    expect(Buffer.from(mp4).indexOf('moov')).toBeLessThan(Buffer.from(mp4).indexOf('mdat'));
    await writeFile(clips.path('final.mp4'), mp4);
    expect(await readNumbers(clips.path('final.mp4'))).toEqual(
      Array.from({ length: 180 }, (_, index) => index),
    );
    const heard = await ffmpeg('-i', clips.path('final.mp4'), '-map', '0:a', '-f', 's16le', '-ac', '1', '-');
    expect(Math.abs(heard.stdout.byteLength / 2 / 48000 - 6)).toBeLessThan(0.1);
  });

  it('writes documents last and in order, and none when the MP4 could not be stored', async () => {
    const spec = await finished();
    const puts: string[] = [];
    let broken = true;
    worker.store.objects.delete(`media/${spec.mp4!.key}`);
    worker.store.trouble = (doing, key) => {
      if (doing === 'put' && key.endsWith('.mp4') && broken) throw new Error('503');
      if (doing === 'put') puts.push(key);
    };
    const failing = runFinalizeTask(await worker.context(spec));
    await expect(failing).rejects.toMatchObject({ code: 'storage_unavailable', retriable: true });
    expect(puts).toEqual([]);
    broken = false;
    const put = vi.spyOn(worker.store, 'put');
    await runFinalizeTask(await worker.context(spec));
    const types = put.mock.calls
      .slice(-4)
      .map((call: unknown[]) => (call[2] as ObjectDescription).contentType);
    put.mockRestore();
    worker.store.trouble = () => undefined;
    expect(types).toEqual([
      'application/vnd.apple.mpegurl',
      'text/vtt; charset=utf-8',
      'application/dash+xml',
      'application/vnd.apple.mpegurl',
    ]);
    expect(puts).toEqual([spec.mp4!.key, ...spec.documents.map(({ key }) => key)]);
  });

  it('refuses a segment that is not there', async () => {
    const spec = await finished();
    spec.mp4!.video!.segments.push('v/9/v180/00009.m4s');
    await expect(runFinalizeTask(await worker.context(spec))).rejects.toMatchObject({ code: 'internal' });
  });
});
