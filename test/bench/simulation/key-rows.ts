const FIRST_CAPACITY = 1024;
/** The largest share of used slots: beyond it the table is doubled. */
const MAX_LOAD = 0.6;

/**
 * A hash table from texts to rows. It stores a hash of each text and no copy: about 20 bytes per text. The caller of `find`
 * decides whether a row belongs to the text.
 */
export class KeyRows {
  /** Row + 1 of each slot; 0: free. */
  #rows = new Int32Array(FIRST_CAPACITY);
  #hashes = new Uint32Array(FIRST_CAPACITY);
  #size = 0;

  /** The row of a text, or undefined. @param isOwn Called with each row whose hash is that of the text. */
  find(key: string, isOwn: (row: number) => boolean): number | undefined {
    const hash = hashOf(key);
    for (let slot = this.#slotOf(hash); this.#rows[slot] !== 0; slot = this.#after(slot)) {
      const row = this.#rows[slot]! - 1;
      if (this.#hashes[slot] === hash && isOwn(row)) return row;
    }
    return undefined;
  }

  /** Gives a text that has no row the next one, from 0. */
  add(key: string): number {
    if (this.#size + 1 > MAX_LOAD * this.#rows.length) this.#grow();
    const row = this.#size++;
    this.#put(hashOf(key), row);
    return row;
  }

  #put(hash: number, row: number): void {
    let slot = this.#slotOf(hash);
    while (this.#rows[slot] !== 0) slot = this.#after(slot);
    this.#rows[slot] = row + 1;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const [rows, hashes] = [this.#rows, this.#hashes];
    this.#rows = new Int32Array(2 * rows.length);
    this.#hashes = new Uint32Array(2 * rows.length);
    rows.forEach((row, slot) => {
      if (row !== 0) this.#put(hashes[slot]!, row - 1);
    });
  }

  #slotOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> (32 - Math.log2(this.#rows.length));
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#rows.length - 1);
  }
}

/** FNV-1a, 32 bits, over UTF-16. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
