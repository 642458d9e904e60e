/** Where serialized weights live: immutable objects, one per model version. */
export interface WeightsStore {
  /**
   * Stores the bytes of a version. Saving the same version twice is a success when the bytes are the same.
   * @throws StoreError `weights-conflict` when other bytes are already stored under that version.
   */
  save(version: string, bytes: Uint8Array): Promise<void>;
  /** The bytes of a version, or undefined when there are none. */
  load(version: string): Promise<Uint8Array | undefined>;
}
