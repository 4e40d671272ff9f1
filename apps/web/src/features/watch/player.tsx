'use client';
import '@videojs/react/video/skin.css';
import { I18nProvider } from '@videojs/react/i18n';
import { Video, VideoPlayer, VideoSkin } from '@videojs/react/video';
import { useEffect, useRef } from 'react';
import type { SourceState } from './source-state.ts';
import { useStream, type StreamEvents } from './use-stream.ts';

export interface CaptionTrack {
  src: string;
  /** BCP 47, `en` for instance. */
  language: string;
  label: string;
}

/**
 * The time display is a button that is called by other words than it shows. Without a name of its own it is called by
 * the time, as voice control expects (WCAG 2.5.3); what a press does is its description.
 */
const labels = { time: { showDuration: '', showElapsed: '', showRemaining: '', unknown: '' } };

interface Props extends StreamEvents {
  source: SourceState;
  poster: string | null;
  tracks?: readonly CaptionTrack[];
  /** WebVTT with the pictures over the scrub bar. */
  storyboard?: string | null;
  /** There is nothing to see: what lies behind the player shows. */
  soundOnly?: boolean;
  /** Tells the element that plays, for controls outside of the player. */
  onMedia?: (media: HTMLMediaElement | null) => void;
}

export default function Player({ source, poster, tracks = [], onRefused, onBroken, ...more }: Props) {
  const { storyboard, soundOnly, onMedia } = more;
  const ref = useRef<HTMLVideoElement>(null);
  useStream(ref, source, { onRefused, onBroken });
  useEffect(() => {
    onMedia?.(ref.current);
    return () => onMedia?.(null);
  }, [onMedia]);
  return (
    <I18nProvider locale="en" translations={labels}>
      <VideoPlayer {...(poster ? { poster } : {})}>
        <VideoSkin className={`player size-full ${soundOnly ? 'player-of-sound' : ''}`}>
          <Video ref={ref} playsInline preload="metadata" data-testid="video">
            {tracks.map((track) => (
              <track
                key={track.src}
                kind="captions"
                src={track.src}
                srcLang={track.language}
                label={track.label}
              />
            ))}
            {/* The player knows it by this label. Off by default, and then it is never loaded. */}
            {storyboard && (
              <track key={storyboard} kind="metadata" label="thumbnails" src={storyboard} default />
            )}
          </Video>
        </VideoSkin>
      </VideoPlayer>
    </I18nProvider>
  );
}
