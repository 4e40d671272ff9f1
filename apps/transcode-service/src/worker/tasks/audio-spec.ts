import type { TaskContext } from '../task-context.ts';

/** What the server asks for, with the parts that older ones leave out. */
export interface AudioExtras {
  /** Of the rendition: `audio` is the one that is heard first, `audio-2` another language. */
  name?: string;
  /** Channels of the stream, as the probe found them. */
  channels?: number;
  /** Claimed by the source; null when it does not know. */
  durationSeconds?: number | null;
  /** Also makes the waveform. */
  waveform?: boolean;
  /** There is no moving picture: also makes a still one, of the cover or of the waveform. */
  picture?: boolean;
  coverIndex?: number | null;
}

export type AudioContext = TaskContext<'audio'> & { spec: AudioExtras };
