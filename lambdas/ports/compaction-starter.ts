/** Starts the check of the live version's snapshot, in a function that has time for it. */
export interface CompactionStarter {
  /**
   * Returns before the check begins.
   * @param draw A whole number in [0, 2^32). For a large snapshot only a random part of the requests is checked; this number
   * is their random number. 0 is always checked.
   */
  start(draw: number): Promise<void>;
}
