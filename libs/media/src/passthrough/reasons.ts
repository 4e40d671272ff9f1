/**
 * Why a source is encoded as a whole instead of keeping its own pictures as the top rendition. The names are stored
 * and shown to the owner; the sentences are for developers.
 */
export const passthroughReasons = {
  container: 'Not an MP4 or QuickTime file with one index of all samples in the file itself.',
  index: 'The index of the samples contradicts itself.',
  truncated: 'The index names samples beyond the end of the file.',
  codec: 'Not H.264 in `avc1` form, in one of the profiles Baseline, Main and High.',
  level: 'An H.264 level above 4.2, which phones and set-top boxes need not decode.',
  sample_descriptions: 'The size or the parameters change within the track.',
  pixel_format: 'Not 8 bit 4:2:0.',
  interlaced: 'Frames may be made of two fields.',
  rotation: 'A player would have to turn or mirror the picture.',
  pixel_aspect: 'Pixels are not square.',
  size: 'The picture is larger than any rendition, or not as large as the container says.',
  too_small: 'The picture is so small that there is one rendition, which is encoded as fast as it is copied.',
  color: 'Not BT.709 in limited range.',
  frame_rate: 'More than 60 frames per second, or frames that nearly coincide with a keyframe.',
  edit_list: 'The edit list does more than to tell where the picture begins.',
  gop: 'Two keyframes are more than six seconds apart.',
  open_gop: 'A picture is shown before the keyframe that it follows in the file.',
  long_sound: 'The sound goes on after the picture, whose last frame must be held for so long.',
  bitrate: 'More bits per second than the rendition may have, in all or in one segment.',
  interleaving: 'The samples of a segment lie too far apart in the file.',
} as const;

export type PassthroughReason = keyof typeof passthroughReasons;
