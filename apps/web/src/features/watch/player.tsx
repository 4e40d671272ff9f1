'use client';
import '@videojs/react/video/skin.css';
import { Video, VideoPlayer, VideoSkin } from '@videojs/react/video';
import { useRef } from 'react';
import type { SourceState } from './source-state.ts';
import { useStream, type StreamEvents } from './use-stream.ts';

export interface CaptionTrack {
  src: string;
  /** BCP 47, `en` for instance. */
  language: string;
  label: string;
}

interface Props extends StreamEvents {
  source: SourceState;
  poster: string | null;
  tracks?: readonly CaptionTrack[];
}

export default function Player({ source, poster, tracks = [], onRefused, onBroken }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  useStream(ref, source, { onRefused, onBroken });
  return (
    <VideoPlayer {...(poster ? { poster } : {})}>
      <VideoSkin className="player size-full">
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
        </Video>
      </VideoSkin>
    </VideoPlayer>
  );
}
