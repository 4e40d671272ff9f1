import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { mediaPath } from '@matinee/contracts';

export type MediaSignerOptions = {
  /** Origin under which the CDN serves /media, such as https://video.example.com. */
  origin: string;
  keyPairId: string;
  /** PEM. */
  privateKey: string;
};

export type MediaCookies = {
  /** Where the cookies belong; no other video's requests carry them. */
  path: string;
  expires: Date;
  /** Name → value, to be set as they are. */
  values: Record<string, string>;
};

const hourMs = 3_600_000;

/** Rounded up to the full hour, so that everything signed within an hour is the same and caches well. */
const roundUp = (expires: Date) => new Date(Math.ceil(expires.getTime() / hourMs) * hourMs);

/** Grants access to /media on the CDN (CloudFront developer guide, "Serve private content"). */
export function signMedia({ origin, keyPairId, privateKey }: MediaSignerOptions) {
  const signer = { keyPairId, privateKey };
  return {
    /** Cookies that open everything of one video until `expires`, rounded up to the full hour. */
    cookies(videoKey: string, expires: Date): MediaCookies {
      const path = mediaPath(`${videoKey}/`);
      const until = roundUp(expires);
      // A wildcard needs a custom policy.
      const policy = JSON.stringify({
        Statement: [
          {
            Resource: `${origin}${path}*`,
            Condition: { DateLessThan: { 'AWS:EpochTime': until.getTime() / 1_000 } },
          },
        ],
      });
      const signed = getSignedCookies({ policy, ...signer });
      const values = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, String(value)]));
      return { path, expires: until, values };
    },

    /** A URL for one path below /media, good until `expires`, rounded up to the full hour. */
    url(path: string, expires: Date): string {
      return getSignedUrl({ url: `${origin}${path}`, dateLessThan: roundUp(expires), ...signer });
    },
  };
}
export type MediaSigner = ReturnType<typeof signMedia>;
