/** Where a viewer is, and how they watch. */
export interface Place {
  time: number;
  playing: boolean;
  rate: number;
}

type Playing = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'ended' | 'playbackRate' | 'play'>;

/** Takes a viewer's place through a reload of the source, which forgets all of it. */
export function keepPlace(video: Playing, before: Place = { time: 0, playing: false, rate: 1 }) {
  let restored = false;
  return {
    /** Seconds from the beginning. */
    time: before.time,
    restore({ seek }: { seek: boolean }) {
      if (restored) return;
      restored = true;
      if (seek && before.time > 0) video.currentTime = before.time;
      video.playbackRate = before.rate;
      // Refused where only a press may start sound; then the viewer presses.
      if (before.playing) video.play().catch(() => undefined);
    },
    /** The place now; the former one as long as the new source has not taken over. */
    now: (): Place =>
      restored
        ? { time: video.currentTime, playing: !video.paused && !video.ended, rate: video.playbackRate }
        : before,
  };
}
