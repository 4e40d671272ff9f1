import type { PartUrl, UploadedParts, UploadStarted } from '@matinee/contracts';

/** What is known about an upload that has begun; enough to continue it after a reload. */
export interface UploadSession {
  videoKey: string;
  uploadToken: string;
  /** Bytes of the whole file. */
  size: number;
  /** One PUT instead of a multipart upload; for everything but the URL the same as one part. */
  single: boolean;
  /** Bytes of every part but the last. */
  partSize: number;
  partCount: number;
}

export interface SourceFile {
  name: string;
  contentType: string;
  /** The bytes; a File reads them from disk as they are needed. */
  blob: Blob;
}

/** The part of upload-service that the engine needs. Throws ApiProblem. */
export interface UploadServer {
  start: (
    file: { fileName: string; contentType: string; size: number },
    signal: AbortSignal,
  ) => Promise<UploadStarted>;
  partUrls: (session: UploadSession, partNumbers: number[], signal: AbortSignal) => Promise<PartUrl[]>;
  uploadedParts: (session: UploadSession, signal: AbortSignal) => Promise<UploadedParts>;
  complete: (session: UploadSession, signal: AbortSignal) => Promise<void>;
}

export interface SendRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Blob;
  /** Bytes of this body that have left so far. */
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}

/** Sends bytes to storage. Resolves to the HTTP status; throws ConnectionLost when there was no answer. */
export type SendBytes = (request: SendRequest) => Promise<number>;

export interface Connection {
  online: () => boolean;
  /** Resolves when the browser has a connection again; rejects when aborted. */
  whenOnline: (signal: AbortSignal) => Promise<void>;
}

export interface EnginePorts {
  server: UploadServer;
  send: SendBytes;
  connection: Connection;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  random: () => number;
  /** ms since the epoch */
  now: () => number;
}

export type EnginePhase = 'starting' | 'sending' | 'offline' | 'retrying' | 'finishing';

export type EngineEvent =
  | { type: 'session'; session: UploadSession; resumedBytes: number }
  | { type: 'phase'; phase: EnginePhase }
  /** Bytes that are there, and bytes on their way. */
  | { type: 'progress'; sentBytes: number };

export type Report = (event: EngineEvent) => void;
