import { describe, expect, it } from 'vitest';
import { interpretProbe } from './probe.ts';

const picture = (fields: object = {}) => ({
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 1920,
  height: 1080,
  pix_fmt: 'yuv420p',
  avg_frame_rate: '30/1',
  r_frame_rate: '30/1',
  start_time: '0.000000',
  duration: '10.000000',
  disposition: { default: 1, attached_pic: 0 },
  ...fields,
});
const sound = (fields: object = {}) => ({
  index: 1,
  codec_type: 'audio',
  codec_name: 'aac',
  channels: 2,
  sample_rate: '44100',
  start_time: '0.000000',
  duration: '10.031000',
  ...fields,
});
const format = { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', duration: '10.031000', start_time: '0.000000' };
const probe = (streams: unknown[], more: object = {}) =>
  interpretProbe({ streams, format: { ...format, ...more } });
const source = (...streams: unknown[]) => {
  const outcome = probe(streams);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.source;
};

describe('a usual file', () => {
  it('is described in full', () => {
    expect(source(picture(), sound())).toMatchObject({
      container: format.format_name,
      startTime: 0,
      durationSeconds: 10.031,
      video: {
        index: 0,
        width: 1920,
        height: 1080,
        rotation: 0,
        interlaced: false,
        hdr: 'sdr',
        matrix: 'bt709',
      },
      audio: { index: 1, channels: 2, sampleRate: 44100, duration: 10.031 },
    });
  });

  it('may have no sound', () => {
    expect(source(picture())).not.toHaveProperty('audio');
  });

  it('is shown with the streams marked as default', () => {
    const tracks = source(
      picture(),
      sound({ disposition: { default: 0 } }),
      sound({ index: 2, disposition: { default: 1 } }),
    );
    expect(tracks.audio?.index).toBe(2);
  });

  it('with cover art and data streams is shown by its film', () => {
    const cover = picture({ codec_name: 'mjpeg', disposition: { attached_pic: 1 } });
    expect(source(cover, { codec_type: 'data' }, picture({ index: 2 })).video?.index).toBe(2);
  });
});

describe('the picture as it is shown', () => {
  it.each([
    ['side data turns it', { side_data_list: [{ rotation: -90 }] }, 90, 1080, 1920],
    ['side data turns it back', { side_data_list: [{}, { rotation: 90 }] }, 270, 1080, 1920],
    ['an older tag turns it', { tags: { rotate: '180' } }, 180, 1920, 1080],
    ['a tag that is no quarter turn', { tags: { rotate: '2' } }, 0, 1920, 1080],
  ])('%s', (_, fields, rotation, width, height) => {
    expect(source(picture(fields)).video).toMatchObject({ rotation, width, height });
  });

  it('has square pixels', () => {
    const pal = { width: 720, height: 576, sample_aspect_ratio: '64:45', codec_name: 'mpeg2video' };
    expect(source(picture(pal)).video).toMatchObject({ width: 1024, height: 576, matrix: 'bt601' });
    expect(source(picture({ sample_aspect_ratio: '1:500' })).video?.width).toBe(1920);
    expect(source(picture({ sample_aspect_ratio: '0:1' })).video?.width).toBe(1920);
  });

  it.each([
    ['smpte2084', 'pq'],
    ['arib-std-b67', 'hlg'],
    ['bt709', 'sdr'],
  ])('with transfer %s is %s', (color_transfer, hdr) => {
    expect(source(picture({ color_transfer, color_space: 'bt2020nc' })).video).toMatchObject({
      hdr,
      matrix: 'bt2020',
    });
  });

  it('tells full range and interlacing', () => {
    expect(source(picture({ pix_fmt: 'yuvj420p' })).video?.fullRange).toBe(true);
    expect(
      source(picture({ field_order: 'tt', avg_frame_rate: '25/1', r_frame_rate: '50/1' })).video,
    ).toMatchObject({
      interlaced: true,
      frameRate: { numerator: 25, denominator: 1 },
    });
  });

  it('takes its length from a Matroska tag', () => {
    const tagged = picture({ duration: undefined, tags: { DURATION: '00:01:02.500000000' } });
    expect(source(tagged).video?.duration).toBe(62.5);
  });

  it('knows that the tag tells where a stream ends, not how long it lasts', () => {
    const late = picture({
      duration: undefined,
      start_time: '2.000000',
      tags: { DURATION: '00:01:02.500000000' },
    });
    expect(source(late).video).toMatchObject({ startTime: 2, duration: 60.5 });
  });
});

describe('sound', () => {
  it('alone is a source without a picture', () => {
    const alone = source(sound());
    expect(alone).toMatchObject({ audio: { index: 1 }, durationSeconds: 10.031 });
    expect(alone).not.toHaveProperty('video');
    expect(alone).not.toHaveProperty('coverIndex');
  });

  it('may come with a cover', () => {
    const cover = picture({ index: 4, codec_name: 'mjpeg', disposition: { attached_pic: 1 } });
    expect(source(sound(), cover)).toMatchObject({ coverIndex: 4 });
    expect(source(sound(), { ...cover, width: 30_000, height: 30_000 })).not.toHaveProperty('coverIndex');
  });

  it('in other languages is told by their codes, and by nothing else a file says', () => {
    const tongue = (index: number, language: string) => sound({ index, tags: { language }, disposition: {} });
    const streams = [picture(), tongue(1, 'eng'), tongue(2, 'GER'), tongue(3, 'und'), tongue(4, '<b>x</b>')];
    const { audio, otherAudio } = source(...streams);
    expect(audio).toMatchObject({ index: 1, language: 'eng' });
    expect(otherAudio.map(({ index, language }) => [index, language])).toEqual([
      [2, 'ger'],
      [3, undefined],
      [4, undefined],
    ]);
    const many = Array.from({ length: 12 }, (_, i) => tongue(i + 1, 'eng'));
    expect(source(picture(), ...many).otherAudio).toHaveLength(7);
  });
});

describe('files that are refused', () => {
  const many = Array.from({ length: 33 }, () => sound());
  it.each([
    ['nothing', undefined, 'not_media'],
    ['a list', [], 'not_media'],
    ['no streams', { format, streams: [] }, 'not_media'],
    ['no format', { streams: [picture()] }, 'not_media'],
    ['a cover alone', { format, streams: [picture({ disposition: { attached_pic: 1 } })] }, 'no_video'],
    ['subtitles alone', { format, streams: [{ codec_type: 'subtitle' }] }, 'no_video'],
    ['sound that nothing decodes', { format, streams: [sound({ codec_name: 'unknown' })] }, 'no_video'],
    ['a codec nobody knows', { format, streams: [picture({ codec_name: 'unknown' })] }, 'no_video'],
    ['no size', { format, streams: [picture({ width: 0 })] }, 'no_video'],
    ['33 streams', { format, streams: many }, 'too_many_streams'],
    ['16,000 x 8,000', { format, streams: [picture({ width: 16000, height: 8000 })] }, 'too_large_picture'],
    [
      'two frames in ten hours of silence',
      { format: { ...format, duration: '36000' }, streams: [picture({ avg_frame_rate: '1/36000' })] },
      'damaged',
    ],
    ['2 x 2', { format, streams: [picture({ width: 2, height: 2 })] }, 'too_small'],
    ['596,523 hours', { format: { ...format, duration: '2147483647' }, streams: [picture()] }, 'too_long'],
  ])('%s', (_, json, code) => {
    expect(interpretProbe(json)).toEqual({ ok: false, code });
  });

  it('survives every field being something else', () => {
    for (const junk of [null, true, -1, 'x', NaN, [], {}, '9'.repeat(400)]) {
      const streams = [Object.fromEntries(Object.keys(picture()).map((key) => [key, junk])), junk];
      expect(() => interpretProbe({ streams, format: junk })).not.toThrow();
      expect(() =>
        interpretProbe({ streams: [picture({ tags: junk, side_data_list: junk })], format }),
      ).not.toThrow();
    }
  });
});
