import { eventually, newPersonId } from '@matinee/testing';
import { expect } from 'vitest';
import { of } from '../checker/history.ts';
import { fault } from '../harness/fault.ts';
import { stillRuns } from '../harness/tools.ts';
import type { Stage, Video } from '../harness/stage.ts';

fault('F38', 'a video that is deleted in the middle of its encode leaves nothing', async (stage) => {
  const worker = stage.worker('A');
  const video = await stage.upload({ seconds: 12 });
  await worker.midEncode();
  const encoder = await worker.encoder();
  const deleted = stage.recorder.now();
  await stage.deleteVideo(video);
  await stage.until(video, ['deleted']);
  await eventually(() => !stillRuns(encoder), { timeoutMs: 20_000 });
  const took = stage.recorder.now() - deleted;
  return {
    told: `its encoder was gone after ${(took / 1000).toFixed(1)} s`,
    after: ({ remains }) => {
      expect(remains.mediaKeys).toEqual([]);
      expect(remains.originalKeys).toEqual([]);
    },
  };
});

const GOOD = 20;
const BAD = 200;
const FILM = { seconds: 1, fps: 10, size: '160x90', audio: false };

/** Seconds from an upload to its first playable moment: the slowest of 20 but one. */
async function waits(stage: Stage, videos: { video: Video; at: number }[]): Promise<number> {
  for (const { video } of videos) await stage.until(video, ['ready'], 180_000);
  const { collect } = stage;
  await collect();
  const seconds = videos.map(({ video, at }) => {
    const seen = of(stage.recorder, 'job').find(
      ({ videoKey, to }) =>
        videoKey === video.videoKey && ['playable', 'finalizing'].includes(to?.state ?? ''),
    );
    return ((seen?.t ?? Infinity) - at) / 1000;
  });
  return seconds.sort((a, b) => a - b)[GOOD - 2]!;
}

fault(
  'F41',
  'two hundred files that fail do not keep the films of others waiting',
  async (stage) => {
    const uploadGood = async () => {
      const made = [];
      for (let i = 0; i < GOOD; i += 1)
        made.push({ at: stage.recorder.now(), video: await stage.upload(FILM) });
      return made;
    };
    const baseline = await waits(stage, await uploadGood());
    const flooder = newPersonId();
    for (let i = 0; i < BAD; i += 1)
      await stage.uploadBytes(Buffer.from(`Not a film, number ${i}.`), flooder);
    const crowded = await waits(stage, await uploadGood());
    const told = `p95 to playable ${baseline.toFixed(1)} s alone, ${crowded.toFixed(1)} s behind ${BAD} failing files`;
    expect(crowded, told).toBeLessThan(2 * baseline + 2);
    return { told };
  },
  { workers: ['A', 'B'], timeoutSeconds: 600 },
);
