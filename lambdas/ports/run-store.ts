/** What a training run keeps for its own next steps: the data it was begun with, and its checkpoints. */
export interface RunStore {
  /** Keeps bytes under a name; those of before are replaced. */
  write(runId: string, name: string, bytes: Uint8Array): Promise<void>;
  /**
   * The bytes of a name, or undefined when there are none.
   * @throws StoreError `corrupt-record` when they are not those that were written.
   */
  read(runId: string, name: string): Promise<Uint8Array | undefined>;
}
