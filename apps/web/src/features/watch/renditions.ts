import type Hls from 'hls.js';

interface Rendition {
  id: string;
  /** Indexes of the levels of hls.js that look like this: one per codec. */
  levels: number[];
  width: number;
  height: number;
  bitrate: number;
  codec?: string;
  selected: boolean;
  active: boolean;
}

/** Seconds before the end that still belong to the last frame of any usual frame rate. */
const lastFrame = 0.05;

/** Switches what is seen; true when the picture stands still and has to be drawn anew once the segment is there. */
function switchNow(hls: Hls, level: number): boolean {
  hls.currentLevel = level;
  // hls.js has nothing to load where the stream has ended; a step back into the last frame gives it a reason.
  if (hls.media?.ended) hls.media.currentTime = hls.media.duration - lastFrame;
  return hls.media?.paused ?? false;
}

const shortSide = ({ width, height }: { width: number; height: number }) => Math.min(width, height);

/** The level of a size in the codec that hls.js plays now: a viewer chooses a size, not a codec. */
function levelOf(hls: Hls, { levels }: Rendition): number {
  const codec = hls.levels[hls.loadLevel]?.codecSet;
  return levels.find((index) => hls.levels[index]?.codecSet === codec) ?? levels[0]!;
}

/** One rendition per size; further codecs of the same size are added to it. */
function renditionsOf(levels: Hls['levels']): Rendition[] {
  const items: Rendition[] = [];
  for (const [index, { width, height, bitrate, videoCodec }] of levels.entries()) {
    const same = items.find((item) => item.width === width && item.height === height);
    if (same) same.levels.push(index);
    else
      items.push({
        id: String(index),
        levels: [index],
        ...{ width, height, bitrate, selected: false, active: false },
        ...(videoCodec ? { codec: videoCodec } : {}),
      });
  }
  return items;
}

/**
 * The levels of hls.js in the shape in which the player's quality menu reads them (`media.videoRenditions`). One list
 * per video element: it outlives the streams that are loaded into it, and so does the viewer's choice.
 */
export function createRenditions() {
  const events = new EventTarget();
  let hls: Hls | undefined;
  let items: Rendition[] = [];
  /** Short side that the viewer chose; undefined for automatic. */
  let chosen: number | undefined;
  let redraw = false;

  const choose = (index: number) => {
    const rendition = items[index];
    chosen = rendition && shortSide(rendition);
    items.forEach((item, i) => (item.selected = i === index));
    // At once and not with the next segment: who chooses wants to see it, also when paused or at the end.
    if (hls && rendition) redraw = switchNow(hls, levelOf(hls, rendition));
    else if (hls) hls.nextLevel = -1;
    events.dispatchEvent(new Event('change'));
  };

  const list = Object.assign(events, {
    [Symbol.iterator]: () => items[Symbol.iterator](),
  });
  Object.defineProperties(list, {
    length: { get: () => items.length },
    selectedIndex: { get: () => items.findIndex((item) => item.selected), set: choose },
  });

  return {
    list,
    /** A new stream: takes its levels and goes on with the choice where it has such a level. */
    attach(next: Hls) {
      hls = next;
      items = renditionsOf(next.levels);
      events.dispatchEvent(new Event('addrendition'));
      const again = items.findIndex((item) => shortSide(item) === chosen);
      if (again !== -1) choose(again);
    },
    /** A segment of the picture has arrived. A paused element shows the old frame until it is told to seek. */
    buffered() {
      const media = hls?.media;
      if (redraw && media?.paused) media.currentTime += 0;
      redraw = false;
    },
    /** The level of hls.js that is played now. */
    activate(index: number) {
      for (const item of items) item.active = item.levels.includes(index);
      events.dispatchEvent(new Event('activechange'));
    },
  };
}

export type Renditions = ReturnType<typeof createRenditions>;
