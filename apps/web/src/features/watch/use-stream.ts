'use client';
import type Hls from 'hls.js';
import { useEffect, useRef, type RefObject } from 'react';
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
  const renditions = useRef<Renditions>(undefined);

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
      renditions.current ??= offerRenditions(video);
      const list = renditions.current;
      void import('hls.js').then(({ default: HlsClass }) => {
        if (gone) return;
        // Asked first: Chromium's canPlayType answers "maybe" for HLS. Without MSE (iPhone) the element plays it.
        stop = HlsClass.isSupported()
          ? playByHls(HlsClass, video, url.current, resume, list, handlers)
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

function offerRenditions(video: HTMLVideoElement): Renditions {
  const renditions = createRenditions();
  Object.defineProperty(video, 'videoRenditions', { value: renditions.list, configurable: true });
  return renditions;
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
  renditions: Renditions,
  handlers: RefObject<StreamEvents>,
) {
  const hls = new HlsClass({
    // A growing playlist is one that has not ended; it is watched from its beginning all the same.
    startPosition: resume.time,
    capLevelToPlayerSize: true,
    backBufferLength: 60,
  });
  let repairs = 0;
  hls.on(HlsClass.Events.MANIFEST_PARSED, () => {
    renditions.attach(hls);
    resume.restore({ seek: false });
  });
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
