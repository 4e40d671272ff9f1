import { useSyncExternalStore } from 'react';

/** A value outside of React that parts of the page may watch. */
export interface Store<T> {
  read: () => T;
  subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> & { write: (value: T) => void } {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    read: () => value,
    write: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const useStore = <T>(store: Store<T>): T =>
  useSyncExternalStore(store.subscribe, store.read, store.read);
