import database from 'dynalite/db/index.js';
import type { TableShape, WireItem } from './dynamodb-units.ts';

/** Called for each item that is written. @param before The item so far. @param after The new one; both are missing for a removal of nothing */
export type WriteListener = (table: TableShape, before: WireItem | undefined, after: WireItem | undefined) => void;

const listeners = new WeakMap<object, WriteListener>();
let isObserved = false;

/**
 * Tells a listener about the writes of a server. dynalite writes the indexes of an item after its condition holds: that is the
 * only place where old and new item are known. @param stores Those of the server
 */
export function observeWrites(stores: object, listener: WriteListener): void {
  listeners.set(stores, listener);
  if (isObserved) return;
  isObserved = true;
  const { updateIndexes } = database;
  database.updateIndexes = (of, table, before, after, done) => {
    listeners.get(of)?.(table, before ?? undefined, after ?? undefined);
    updateIndexes(of, table, before, after, done);
  };
}
