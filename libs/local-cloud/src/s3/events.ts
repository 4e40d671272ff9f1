import { encodeEventKey } from './http/uri.ts';

export type S3EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'LifecycleExpiration:Delete';

/** "Event message structure" of the S3 guide, version 2.1. */
export type S3EventRecord = {
  eventVersion: '2.1';
  eventSource: 'aws:s3';
  awsRegion: string;
  eventTime: string;
  eventName: S3EventName;
  userIdentity: { principalId: string };
  requestParameters: { sourceIPAddress: string };
  responseElements: { 'x-amz-request-id': string; 'x-amz-id-2': string };
  s3: {
    s3SchemaVersion: '1.0';
    configurationId: string;
    bucket: { name: string; ownerIdentity: { principalId: string }; arn: string };
    object: {
      /** URL-encoded, `+` for a space. */
      key: string;
      /** Bytes; absent when the object was removed, and so is the ETag. */
      size?: number;
      eTag?: string;
      /** Hex; orders the events of one key when compared as text of equal length. */
      sequencer: string;
    };
  };
};

/** Sent once to a target when a notification configuration is stored, as S3 does. */
export type S3TestEvent = {
  Service: 'Amazon S3';
  Event: 's3:TestEvent';
  Time: string;
  Bucket: string;
  RequestId: string;
  HostId: string;
};

export type S3Notification = { Records: S3EventRecord[] } | S3TestEvent;

/** Who caused an event; the lifecycle sweep has no request. */
export type EventCause = { requestId: string; sourceIp: string; principalId: string };

export type ObjectEvent = {
  name: S3EventName;
  bucket: string;
  key: string;
  created?: { size: number; etag: string };
  at: number;
  region: string;
  sequence: number;
  cause: EventCause;
};

export const buildEvent = (event: ObjectEvent, configurationId: string): S3Notification => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: event.region,
      eventTime: new Date(event.at).toISOString(),
      eventName: event.name,
      userIdentity: { principalId: `AWS:${event.cause.principalId}` },
      requestParameters: { sourceIPAddress: event.cause.sourceIp },
      responseElements: { 'x-amz-request-id': event.cause.requestId, 'x-amz-id-2': 'local' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId,
        bucket: {
          name: event.bucket,
          ownerIdentity: { principalId: 'LOCAL' },
          arn: `arn:aws:s3:::${event.bucket}`,
        },
        object: {
          key: encodeEventKey(event.key),
          ...(event.created && { size: event.created.size, eTag: event.created.etag }),
          sequencer: event.sequence.toString(16).toUpperCase().padStart(18, '0'),
        },
      },
    },
  ],
});

export const buildTestEvent = (bucket: string, at: number, requestId: string): S3TestEvent => ({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: new Date(at).toISOString(),
  Bucket: bucket,
  RequestId: requestId,
  HostId: 'local',
});
