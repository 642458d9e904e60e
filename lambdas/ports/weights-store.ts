/** The serialized weights: immutable objects, one for each model version. */
export interface WeightsStore {
  /**
   * Stores the bytes of a version. Saving the same bytes twice succeeds.
   * @throws StoreError `weights-conflict` when other bytes are stored under that version.
   */
  save(version: string, bytes: Uint8Array): Promise<void>;
  /** The bytes of a version, or undefined if there are none. */
  load(version: string): Promise<Uint8Array | undefined>;
  /** Removes the bytes of a version, if there are any. */
  remove(version: string): Promise<void>;
}
