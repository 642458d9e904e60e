/** A test that proves a behaviour. */
export interface Proof {
  /** Path of the file from the root of the project. */
  readonly file: string;
  /** Title of the test as its file has it, with the placeholders of `it.each`. */
  readonly title: string;
}

/** What may go wrong, what the product then does, and which tests prove that. */
export interface Fault {
  /** A number from 1 on, and `P` with a number for a promise. */
  readonly id: string;
  /** What goes wrong; for a promise, what is promised. */
  readonly fault: string;
  /** What the product does then. For a promise, how it keeps it. */
  readonly behaviour: string;
  readonly proofs: readonly Proof[];
  /** What this design does otherwise than is usual, or cannot do, and why. */
  readonly note?: string;
}

/** A part of the page, with its faults in order. */
export interface FaultGroup {
  readonly title: string;
  readonly faults: readonly Fault[];
}

/** The proofs in one file. @param file Path below `test/`. */
export function provedBy(file: string, ...titles: readonly string[]): Proof[] {
  return titles.map((title) => ({ file: `test/${file}`, title }));
}
