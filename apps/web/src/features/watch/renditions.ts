import type Hls from 'hls.js';

interface Rendition {
  id: string;
  width: number;
  height: number;
  bitrate: number;
  codec?: string;
  selected: boolean;
  active: boolean;
}

const shortSide = ({ width, height }: { width: number; height: number }) => Math.min(width, height);

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

  const choose = (index: number) => {
    const rendition = items[index];
    chosen = rendition && shortSide(rendition);
    items.forEach((item, i) => (item.selected = i === index));
    if (hls) hls.nextLevel = rendition ? index : -1;
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
      items = next.levels.map((level, i) => ({
        id: String(i),
        width: level.width,
        height: level.height,
        bitrate: level.bitrate,
        ...(level.videoCodec ? { codec: level.videoCodec } : {}),
        selected: false,
        active: false,
      }));
      events.dispatchEvent(new Event('addrendition'));
      const again = items.findIndex((item) => shortSide(item) === chosen);
      if (again !== -1) choose(again);
    },
    activate(index: number) {
      items.forEach((item, i) => (item.active = i === index));
      events.dispatchEvent(new Event('activechange'));
    },
  };
}

export type Renditions = ReturnType<typeof createRenditions>;
