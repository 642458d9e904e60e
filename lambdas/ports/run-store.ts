/** The catalog as a run found it, in files that the run has stored. Plain JSON. */
export interface FrozenCatalog {
  readonly runId: string;
  readonly files: number;
}

/** What a training run stores for its later steps: the frozen data and the checkpoints. */
export interface RunStore {
  /** Stores bytes under a name and replaces earlier ones. */
  write(runId: string, name: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes of a name, or undefined if there are none.
   * @throws StoreError `corrupt-record` when they differ from the bytes that were written.
   */
  read(runId: string, name: string): Promise<Uint8Array | undefined>;
}
