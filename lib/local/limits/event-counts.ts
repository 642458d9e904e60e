/** Counts events by their names. */
export class EventCounts<Name extends string = string> {
  readonly #counts = new Map<Name, number>();

  add(name: Name): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** The counts so far by name, in the order of names; names that were not counted are missing. */
  toRecord(): Readonly<Partial<Record<Name, number>>> {
    const sorted = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted) as Partial<Record<Name, number>>;
  }
}
