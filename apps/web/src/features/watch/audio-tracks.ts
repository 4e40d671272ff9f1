import type Hls from 'hls.js';

interface AudioTrack {
  id: string;
  kind: string;
  label: string;
  language: string;
  enabled: boolean;
}

/**
 * The languages of hls.js in the shape of `HTMLMediaElement.audioTracks`, which the player's menu reads and most
 * browsers lack. One list per media element: it outlives the streams that are loaded into it, and so does the choice.
 */
export function createAudioTracks() {
  const events = new EventTarget();
  let hls: Hls | undefined;
  let tracks: AudioTrack[] = [];
  let chosen: string | undefined;

  function choose(index: number) {
    chosen = tracks[index]?.label;
    if (hls) hls.audioTrack = index;
    show(index);
  }

  function show(active: number) {
    tracks = tracks.map((track, index) => trackOf(track, index, index === active));
    events.dispatchEvent(new Event('change'));
  }

  /** The menu enables one track and disables the others; only the first of these is an order. */
  const trackOf = (
    { label, language }: Pick<AudioTrack, 'label' | 'language'>,
    index: number,
    enabled: boolean,
  ): AudioTrack => ({
    id: String(index),
    kind: index === 0 ? 'main' : 'alternative',
    label,
    language,
    get enabled() {
      return enabled;
    },
    set enabled(wanted) {
      if (wanted && !enabled) choose(index);
    },
  });

  const list = Object.assign(events, { [Symbol.iterator]: () => tracks[Symbol.iterator]() });
  Object.defineProperty(list, 'length', { get: () => tracks.length });

  return {
    list,
    /** A stream has told its tracks: takes them and goes on with the choice where it is among them. */
    attach(next: Hls) {
      hls = next;
      const known = next.audioTracks.map(({ name, lang = '' }) => ({ label: name, language: lang }));
      const again = known.findIndex(({ label }) => label === chosen);
      const active = again === -1 ? next.audioTrack : again;
      tracks = known.map((track, index) => trackOf(track, index, index === active));
      if (again !== -1 && next.audioTrack !== again) next.audioTrack = again;
      events.dispatchEvent(new Event('addtrack'));
    },
    activate: show,
  };
}

export type AudioTracks = ReturnType<typeof createAudioTracks>;
