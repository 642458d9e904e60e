/** What a reader came across and read over, one sentence each. */
const SENTENCES = {
  emptyRows: (count: number) => `${plural(count, 'row')} without any value left out`,
  repeatedHeaders: (count: number) => `${plural(count, 'row')} left out: the header again`,
  shortRows: (count: number) =>
    `${plural(count, 'row')} with fewer cells than the header: the missing cells count as empty`,
  trailingCommas: (count: number) => `${plural(count, 'line')} with a comma after the record, which was read over`,
  unwrapped: (count: number) =>
    `${plural(count, 'record')} taken out of what the export of a database puts around values`,
  otherLists: (count: number) => `${plural(count, 'other list')} in the JSON document left out`,
} as const;

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Counts what a reader reads over in a file. */
export class ReadingCounts {
  readonly #counts = new Map<keyof typeof SENTENCES, number>();

  add(what: keyof typeof SENTENCES): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  get notes(): string[] {
    return [...this.#counts].map(([what, count]) => SENTENCES[what](count));
  }
}
