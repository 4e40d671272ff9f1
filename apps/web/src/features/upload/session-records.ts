import type { UploadSession } from './engine/types.ts';

/** What is kept about an upload until it has ended and is published. */
export interface SessionRecord {
  /** Fingerprint of the file. */
  id: string;
  /** Whose upload it is: several people may use one browser. */
  personId: string;
  fileName: string;
  size: number;
  contentType: string;
  session: UploadSession;
  /** Bytes at last sight; the truth is asked for when it is continued. */
  sentBytes: number;
  finished: boolean;
  /** The text is stored. */
  published: boolean;
  /** ms since the epoch */
  savedAt: number;
}

export interface SessionRecords {
  list: (personId: string) => Promise<SessionRecord[]>;
  save: (record: SessionRecord) => Promise<void>;
  remove: (personId: string, id: string) => Promise<void>;
}

const promised = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });

const storeName = 'sessions';

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('matinee-uploads', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(storeName, { keyPath: ['personId', 'id'] });
  };
  return promised(request);
}

/** Records in IndexedDB. A browser that refuses it (private windows of some) uploads all the same, without memory. */
export function indexedDbRecords(): SessionRecords {
  let database: Promise<IDBDatabase> | undefined;

  async function work<T>(
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<T>,
    otherwise: T,
  ) {
    try {
      database ??= open();
      return await promised(ask((await database).transaction(storeName, mode).objectStore(storeName)));
    } catch {
      database = undefined;
      return otherwise;
    }
  }

  return {
    list: async (personId) => {
      const all = await work<SessionRecord[]>('readonly', (store) => store.getAll(), []);
      return all.filter((record) => record.personId === personId);
    },
    save: async (record) => {
      await work<IDBValidKey>('readwrite', (store) => store.put(record), []);
    },
    remove: async (personId, id) => {
      await work<undefined>('readwrite', (store) => store.delete([personId, id]), undefined);
    },
  };
}
