export { readAnalysis, type Analysis } from './analysis/read-analysis.ts';
export { pickWindows } from './analysis/windows.ts';
export { MalformedMediaError } from './boxes.ts';
export { analyzeArguments, type AnalyzePlan } from './arguments/analyze-arguments.ts';
export {
  audioArguments,
  audioOutputs,
  AUDIO_SAMPLE_RATE,
  coverArguments,
  drawingArguments,
  loudnessArguments,
} from './arguments/audio-arguments.ts';
export { gainFor, loudnessWindows, readLoudness, TARGET_LUFS } from './audio/loudness.ts';
export { drawWaveform } from './audio/waveform-picture.ts';
export { createWaveform, type Waveform } from './audio/waveform.ts';
export { firstPictureArguments } from './arguments/first-picture-arguments.ts';
export { mp4Arguments } from './arguments/mp4-arguments.ts';
export { probeArguments } from './arguments/probe-arguments.ts';
export { needsRemux, remuxArguments } from './arguments/remux-arguments.ts';
export { videoArguments } from './arguments/video-arguments.ts';
export { chunkFrames, outputNames, type VideoChunk } from './arguments/video-chunk.ts';
export {
  cutChunks,
  framesPerSegment,
  framesToSeconds,
  framesUntil,
  largestChunk,
  SEGMENT_SECONDS,
  type Chunk,
} from './chunk-plan.ts';
export { checkHls } from './check-hls/check-hls.ts';
export type { HlsFiles } from './check-hls/types.ts';
export { buildDashManifest, hasOneInit, type DashPicture, type DashSound } from './dash-manifest.ts';
export { evenGrid, quickGrid, segmentAt, segmentLengths, segmentStart, type Grid } from './grid.ts';
export { readInitSegment, type InitSegment } from './fmp4-init.ts';
export { readMediaSegment, type MediaSegment } from './fmp4-segment.ts';
export {
  buildIFramePlaylist,
  hasKeyFrames,
  iFrameLine,
  measureIFrameBandwidth,
  type IFrameVariant,
} from './iframe-playlist.ts';
export * from './keys.ts';
export { planLadder, rungCap, rungLevel, type Rung } from './ladder.ts';
export { buildMasterPlaylist, type AudioRendition, type VideoVariant } from './master-playlist.ts';
export { createCopier, type Copier, type PlannedSegment, type SampleRun } from './passthrough/copier.ts';
export { findMoov, looksLikeMovie, type BoxPlace, type ReadRange } from './passthrough/find-moov.ts';
export { judgePassthrough, type PassthroughInput, type PassthroughVerdict } from './passthrough/judge.ts';
export { passthroughReasons, type PassthroughReason } from './passthrough/reasons.ts';
export type { CopiedSegment } from './passthrough/segments.ts';
export {
  buildMediaPlaylist,
  measureBandwidth,
  targetDuration,
  type Bandwidth,
  type PlaylistSegment,
} from './playlist.ts';
export { interpretProbe, sourceLimits, type ProbeOutcome, type RefusalCode } from './probe.ts';
export { formatRational, parseRational, toNumber, type Rational } from './rational.ts';
export type { AudioStream, ColorMatrix, DynamicRange, SourceInfo, VideoStream } from './source-info.ts';
export {
  buildStoryboardVtt,
  cellsIn,
  planStoryboard,
  type Storyboard,
  type StoryboardSheet,
} from './storyboard.ts';
export {
  choosePoster,
  chooseStill,
  readStillMeasures,
  spread,
  stillStep,
  type StillMeasures,
} from './stills.ts';
