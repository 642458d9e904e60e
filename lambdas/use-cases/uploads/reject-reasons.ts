import type { RejectedLine } from './rejects-report.ts';

/** Different reasons that are counted. A file in which each line has another reason has no clear cause anyway. */
const MAX_REASONS = 100;

interface CountedReason {
  lines: number;
  readonly first: number;
}

/** Reasons that were counted. Plain JSON. */
export type ReasonsState = readonly (readonly [string, CountedReason])[];

/** The reasons of rejected lines, to name the most frequent one. */
export class RejectReasons {
  #reasons = new Map<string, CountedReason>();

  /** What an earlier attempt has counted. */
  get state(): ReasonsState {
    return [...this.#reasons];
  }

  /** Continues with what an earlier attempt has counted. */
  restore(state: ReasonsState): void {
    this.#reasons = new Map(state.map(([reason, counted]) => [reason, { ...counted }]));
  }

  add({ line, code, detail }: Pick<RejectedLine, 'line' | 'code' | 'detail'>): void {
    const reason = `${code}, ${detail}`;
    const known = this.#reasons.get(reason);
    if (known) known.lines += 1;
    else if (this.#reasons.size < MAX_REASONS) this.#reasons.set(reason, { lines: 1, first: line });
  }

  /** Why nothing of an upload could be taken. @param lines Lines that were read; all of them were rejected. */
  describe(lines: number): string {
    if (lines === 0)
      return 'the file has no record: it is empty, or has blank lines or a header only; upload it with data';
    const [most] = [...this.#reasons].sort(([, a], [, b]) => b.lines - a.lines);
    const why = most ? `: ${most[1].lines} of them ${most[0]} (first in line ${most[1].first})` : '';
    return `none of the ${lines} lines can be taken${why}; mend the file and upload it again`;
  }
}
