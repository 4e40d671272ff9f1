import { edgeRoutes, errorSentence } from '@matinee/contracts';
import * as aws from '@pulumi/aws';

/*
 * Code that runs at CloudFront's edge, as text: CloudFront takes one file per function, in its own JavaScript (runtime
 * 2.0: ES5 and some of ES6 to ES12, no modules). Specs run the same text.
 */

/**
 * Objects of the media bucket are named without `/media/`. CloudFront has checked the signed cookies by then, against the
 * address as the viewer asked for it.
 */
export const mediaCode = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\\/media\\//, '/');
  return request;
}
`;

/** No keys are known yet, so nobody can show a signed cookie: refuse in CloudFront's own words. */
export const refuseMediaCode = `function handler() {
  return {
    statusCode: 403,
    statusDescription: 'Forbidden',
    headers: { 'content-type': { value: 'text/xml' }, 'cache-control': { value: 'no-store' } },
    body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>MissingKey</Code><Message>Missing Key-Pair-Id query parameter or cookie value</Message></Error>',
  };
}
`;

/**
 * Only the edge may say who forwarded a request and what its id is: services believe these headers. The id is CloudFront's
 * own, so that one can go from its log to theirs.
 */
export const requestCode = `function handler(event) {
  var request = event.request;
  delete request.headers['forwarded'];
  delete request.headers['x-forwarded-host'];
  delete request.headers['x-forwarded-port'];
  request.headers['x-request-id'] = { value: event.context.requestId.replace(/[^\\w-]/g, '').slice(0, 64) };
  return request;
}
`;

const apiPaths = edgeRoutes.flatMap(({ path, target }) => (target === 'web' ? [] : [path]));

/** What everybody gets while the service is asleep: JSON for programs, a page for people. */
export const asleepCode = `var apis = ${JSON.stringify(apiPaths)};
function handler(event) {
  var uri = event.request.uri;
  var isApi = apis.some(function (path) { return uri === path || uri.startsWith(path + '/'); });
  var id = event.context.requestId;
  var body = isApi
    ? JSON.stringify({ error: { code: 'service_unavailable', message: ${JSON.stringify(errorSentence('service_unavailable'))}, requestId: id } })
    : ${JSON.stringify(asleepPage())};
  return {
    statusCode: 503,
    statusDescription: 'Service Unavailable',
    headers: {
      'content-type': { value: isApi ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8' },
      'cache-control': { value: 'no-store' },
      'retry-after': { value: '3600' },
      'x-request-id': { value: id },
    },
    body: event.request.method === 'HEAD' ? '' : body,
  };
}
`;

function asleepPage(): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<title>Matinee is asleep</title>',
    '<style>body{font:1.1rem/1.6 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 1rem}',
    '@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style>',
    '<h1>Matinee is asleep</h1><p>Nothing is lost. Whoever runs this site can wake it again.</p></html>',
  ].join('');
}

const create = (name: string, comment: string, code: string) =>
  new aws.cloudfront.Function(name, {
    name: `matinee-${name}`,
    comment,
    runtime: 'cloudfront-js-2.0',
    code,
    publish: true,
  });

/** Made only where they are used: an account has room for a hundred. */
export const functions = {
  media: () => create('media-path', 'Finds the object of a /media address', mediaCode),
  refuseMedia: () => create('media-refused', 'Refuses /media while no keys are known', refuseMediaCode),
  request: () => create('request-id', 'Names each request and drops forged headers', requestCode),
  asleep: () => create('asleep', 'Answers while the service is asleep', asleepCode),
};
