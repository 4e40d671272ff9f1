/**
 * Demuxers a stranger's file may use. Without this list an uploaded playlist, concat script, SDP or text file makes
 * ffmpeg read other files or open addresses; a protocol whitelist alone does not stop it.
 */
export const formatWhitelist =
  'mov,matroska,webm,mpegts,mpeg,avi,flv,asf,ogg,wav,mp3,flac,aac,gif,mxf,dv'.split(',');

const videoDecoders =
  'h264,hevc,libdav1d,libaom-av1,av1,vp8,vp9,libvpx,libvpx-vp9,mpeg4,msmpeg4,msmpeg4v1,msmpeg4v2,mpeg1video,mpeg2video,' +
  'h263,h263i,h263p,flv,wmv1,wmv2,wmv3,vc1,mjpeg,mjpegb,prores,dnxhd,dvvideo,theora,ffv1,ffvhuff,huffyuv,utvideo,gif,' +
  'rawvideo,v210,cinepak,svq1,svq3,vp6,vp6a,vp6f,rv30,rv40,qtrle,png,cfhd';
const audioDecoders =
  'aac,aac_latm,aac_fixed,mp3,mp3float,mp2,mp2float,mp1,mp1float,ac3,ac3_fixed,eac3,dca,truehd,flac,alac,vorbis,opus,libopus,' +
  'wmav1,wmav2,wmapro,wmalossless,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,' +
  'adpcm_swf,adpcm_yamaha,nellymoser,speex,libspeex,gsm,gsm_ms,qdm2,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,' +
  'pcm_s32be,pcm_s8,pcm_u8,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,pcm_dvd,pcm_bluray';
/** ffprobe opens subtitle decoders too and refuses the whole file when one is not listed. Nothing decodes them. */
const subtitleDecoders =
  'mov_text,ass,ssa,srt,subrip,webvtt,text,dvdsub,dvd_subtitle,dvbsub,dvb_subtitle,pgssub,hdmv_pgs_subtitle,cc_dec,xsub';

export const codecWhitelist = [videoDecoders, audioDecoders, subtitleDecoders].join(',').split(',');

/** Bytes of one allocation (stops a 408 KB header that inflates to 459 MB) and pixels of a decoded picture. */
const MAX_ALLOCATION = 512 * 1024 * 1024;
const MAX_PIXELS = 40_000_000;

/** Options before the input of every ffmpeg and ffprobe that touches an upload. It comes over loopback HTTP. */
export const hostileInput = (): string[] => [
  ...['-max_alloc', String(MAX_ALLOCATION)],
  ...['-protocol_whitelist', 'http,tcp'],
  ...['-format_whitelist', formatWhitelist.join(',')],
  ...['-codec_whitelist', codecWhitelist.join(',')],
  ...['-max_pixels', String(MAX_PIXELS)],
];

/** How every ffmpeg starts: nothing from the terminal, errors only, progress for the no-progress timer. */
export const ffmpegStart = (): string[] => [
  ...['-nostdin', '-hide_banner', '-nostats', '-y', '-v', 'error'],
  ...['-progress', 'pipe:1', '-stats_period', '1'],
];

/** Nothing of the source but picture and sound: no subtitles, data, titles or chapters. */
export const bareOutput = (): string[] => ['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'];
