import type { OperationName } from '../http/operation.ts';
import {
  createBucket,
  headBucket,
  putBucketCors,
  putBucketLifecycle,
  putBucketNotification,
} from './bucket.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { listMultipartUploads, listParts } from './list-uploads.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './multipart-upload.ts';
import type { Operation } from './operation.ts';
import { putObject } from './put-object.ts';

/** Everything the product uses, and nothing else. */
export const operations: Record<OperationName, Operation> = {
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  PutBucketCors: putBucketCors,
  PutBucketNotificationConfiguration: putBucketNotification,
  PutBucketLifecycleConfiguration: putBucketLifecycle,
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  ListObjectsV2: listObjects,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  ListParts: listParts,
  ListMultipartUploads: listMultipartUploads,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
};
