const FORM = /^bytes=(\d*)-(\d*)$/;

/**
 * The range of a read as fauxqs answers it as S3 does. S3 ignores what is no single range, such as `bytes=5-2` and lists, and
 * gives the whole object for a suffix longer than it; fauxqs answers all of these with 416.
 * @param bytes Length of the object.
 * @returns undefined if S3 ignores the header
 */
export function readableRange(header: string, bytes: number): string | undefined {
  const [, first = '', last = ''] = FORM.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) > bytes && bytes > 0 ? 'bytes=0-' : header;
  return last !== '' && Number(last) < Number(first) ? undefined : header;
}

/** Bodies of this many bytes together are kept for ranges. */
const MAX_KEPT_BYTES = 2 ** 26;
/** Ranges of one object mostly follow each other. */
const KEPT_MILLISECONDS = 10_000;

/**
 * Bodies of objects of which ranges were read just now. SQLite reads a whole body for any part of it, which takes 10 to 50 ms
 * for 20 MB, and an index is read by many ranges.
 */
export class KeptBodies {
  readonly #bodies = new Map<string, Buffer>();
  #timer: NodeJS.Timeout | undefined;

  /** The body of this name, which is read if it is not kept. @param name Changes with the content. */
  get(name: string, read: () => Buffer): Buffer {
    const body = this.#bodies.get(name) ?? read();
    // A Map iterates in the order of insertion: set again, the body used last is dropped last.
    this.#bodies.delete(name);
    this.#bodies.set(name, body);
    this.#dropOldest();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#bodies.clear(), KEPT_MILLISECONDS).unref();
    return body;
  }

  #dropOldest(): void {
    let bytes = 0;
    for (const { length } of this.#bodies.values()) bytes += length;
    for (const [name, { length }] of this.#bodies) {
      if (bytes <= MAX_KEPT_BYTES) return;
      this.#bodies.delete(name);
      bytes -= length;
    }
  }
}
