/** The parts of dynalite that this project uses; the package has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory if absent. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  /** A server that does not listen yet. Closing it waits for open requests and closes the store. */
  export default function dynalite(options?: DynaliteOptions): Server;
}

/** The package's internal module that creates its stores. */
declare module 'dynalite/db/index.js' {
  import type { StreamStore } from './dynamodb-streams.ts';
  import type { TableShape, WireItem } from './dynamodb-units.ts';
  import type { CallbackStore } from './dynamodb-writes.ts';

  const database: {
    create(options: object): { readonly db: CallbackStore & StreamStore };
    /** Writes the entries of an item into the indexes, before the item itself. */
    updateIndexes(
      stores: object,
      table: TableShape,
      before: WireItem | null | undefined,
      after: WireItem | null | undefined,
      done: (error: Error | null) => void,
    ): void;
  };
  export default database;
}
