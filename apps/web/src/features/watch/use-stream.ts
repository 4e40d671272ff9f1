'use client';
import type Hls from 'hls.js';
import { useEffect, useRef, type RefObject } from 'react';
import { createAudioTracks, type AudioTracks } from './audio-tracks.ts';
import { createRenditions, type Renditions } from './renditions.ts';
import { keepPlace, type Place } from './place.ts';
import type { SourceState } from './source-state.ts';

export interface StreamEvents {
  /** Storage refused a segment or a playlist: the cookies have expired. */
  onRefused: () => void;
  /** The stream cannot go on. */
  onBroken: () => void;
}

/** Loads what should be played into the video element; a new version continues where the last one was. */
export function useStream(
  ref: RefObject<HTMLVideoElement | null>,
  source: SourceState,
  events: StreamEvents,
) {
  const { kind, version } = source;
  const url = useRef(source.url);
  const handlers = useRef(events);
  const place = useRef<Place>(undefined);
  const choices = useRef<Choices>(undefined);

  useEffect(() => {
    url.current = source.url;
    handlers.current = events;
  });

  useEffect(() => {
    const video = ref.current;
    if (!video || (kind !== 'hls' && kind !== 'mp4')) return;
    const resume = keepPlace(video, place.current);
    const broken = () => handlers.current.onBroken();
    let stop = () => {};
    let gone = false;

    if (kind === 'mp4') stop = playDirectly(video, url.current, resume, broken);
    else {
      choices.current ??= offerChoices(video);
      const lists = choices.current;
      void import('hls.js').then(({ default: HlsClass }) => {
        if (gone) return;
        // Asked first: Chromium's canPlayType answers "maybe" for HLS. Without MSE (iPhone) the element plays it.
        stop = HlsClass.isSupported()
          ? playByHls(HlsClass, video, url.current, resume, lists, handlers)
          : playDirectly(video, url.current, resume, broken);
      }, broken);
    }
    return () => {
      gone = true;
      place.current = resume.now();
      stop();
    };
  }, [ref, kind, version]);
}

interface Choices {
  renditions: Renditions;
  audioTracks: AudioTracks;
}

/** Puts what can be chosen where the player's menus look for it. */
function offerChoices(video: HTMLVideoElement): Choices {
  const choices = { renditions: createRenditions(), audioTracks: createAudioTracks() };
  Object.defineProperty(video, 'videoRenditions', { value: choices.renditions.list, configurable: true });
  return choices;
}

type Resume = ReturnType<typeof keepPlace>;

function playDirectly(video: HTMLVideoElement, url: string, resume: Resume, broken: () => void) {
  const control = new AbortController();
  video.addEventListener('loadedmetadata', () => resume.restore({ seek: true }), {
    once: true,
    signal: control.signal,
  });
  video.addEventListener('error', broken, { signal: control.signal });
  video.src = url;
  return () => {
    control.abort();
    video.removeAttribute('src');
    video.load();
  };
}

/** Media errors that hls.js can repair by resetting the decoder, per stream. */
const mostRepairs = 2;

function playByHls(
  HlsClass: typeof Hls,
  video: HTMLVideoElement,
  url: string,
  resume: Resume,
  { renditions, audioTracks }: Choices,
  handlers: RefObject<StreamEvents>,
) {
  const hls = new HlsClass({
    // A growing playlist is one that has not ended; it is watched from its beginning all the same.
    startPosition: resume.time,
    capLevelToPlayerSize: true,
    backBufferLength: 60,
  });
  // Only now: an element that plays HLS by itself has a list of its own. The menu looks again when loading starts.
  Object.defineProperty(video, 'audioTracks', { value: audioTracks.list, configurable: true });
  let repairs = 0;
  hls.on(HlsClass.Events.MANIFEST_PARSED, () => {
    renditions.attach(hls);
    resume.restore({ seek: false });
  });
  hls.on(HlsClass.Events.AUDIO_TRACKS_UPDATED, () => audioTracks.attach(hls));
  hls.on(HlsClass.Events.AUDIO_TRACK_SWITCHED, () => audioTracks.activate(hls.audioTrack));
  hls.on(HlsClass.Events.LEVEL_SWITCHED, (_event, { level }) => renditions.activate(level));
  hls.on(HlsClass.Events.FRAG_BUFFERED, (_event, { frag }) => {
    if (frag.type === 'main') renditions.buffered();
  });
  hls.on(HlsClass.Events.ERROR, (_event, error) => {
    if (error.response?.code === 403) {
      hls.stopLoad();
      handlers.current.onRefused();
    } else if (!error.fatal) return;
    else if (error.type === HlsClass.ErrorTypes.MEDIA_ERROR && repairs++ < mostRepairs)
      hls.recoverMediaError();
    else handlers.current.onBroken();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}
