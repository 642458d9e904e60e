import type { PositiveGraph } from './positive-graph.ts';
import type { VariantGroups } from './variant-groups.ts';

/** Why a product may not be offered as a negative of an anchor; the first that holds. */
export const SKIP_REASONS = ['itself', 'known', 'connected', 'variant', 'unmatched'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** The mark of a product that may be offered. */
export const ALLOWED = 0;

/** Which products of the catalog may never be a negative of an anchor, whatever their score. */
export class CandidateRules {
  readonly #likeness: PositiveGraph;
  readonly #variants: VariantGroups;
  readonly #through: 'all' | 'pairs';

  constructor(likeness: PositiveGraph, variants: VariantGroups, through: 'all' | 'pairs') {
    this.#likeness = likeness;
    this.#variants = variants;
    this.#through = through;
  }

  /**
   * Marks each product of the catalog: ALLOWED, or 1 + the place of its reason in SKIP_REASONS.
   * - `itself`; `known`: it occurs with the anchor in a training row; `connected`: it shares a positive with the anchor;
   * - `variant`: it is a variant of the anchor or of one of its positives;
   * - `unmatched`: in a matching, where neither has a positive yet: one may be the other's, and a score that ranks it low is
   *   no proof that it is not. A product that has its positive, in contrast, is not that of another.
   */
  mark(anchor: number, marks: Uint8Array): void {
    marks.fill(ALLOWED);
    const set = (row: number, reason: SkipReason) => {
      if (row < marks.length && marks[row] === ALLOWED) marks[row] = 1 + SKIP_REASONS.indexOf(reason);
    };
    set(anchor, 'itself');
    const partners = [...this.#likeness.countPartners(anchor).keys()];
    for (const row of partners) set(row, 'known');
    this.#likeness.visitConnected(anchor, this.#through, (row) => set(row, 'connected'));
    for (const alike of [anchor, ...partners])
      for (const row of this.#variants.findVariants(alike)) set(row, 'variant');
    const { degrees, isMatching } = this.#likeness;
    if (!isMatching || degrees[anchor]! > 0) return;
    for (let row = 0; row < marks.length; row++) if (degrees[row] === 0) set(row, 'unmatched');
  }
}
