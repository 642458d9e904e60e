/** A file that can be read more than once: types of columns belong to the whole column, so tables are read twice. */
export interface FileSource {
  /** The path or key. Messages name it; its ending is a hint of the format. */
  readonly name: string;
  /** The raw bytes from the beginning, streamed. */
  open(): Promise<AsyncIterable<Uint8Array>>;
  /** Called for each piece of the unpacked file, of some 64 KiB. What it throws ends the reading. */
  onBytes?(): void;
}
