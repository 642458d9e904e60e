import type { PositiveGraph } from './positive-graph.ts';
import type { VariantGroups } from './variant-groups.ts';

/** Why a product is excluded as a negative of an anchor. When several reasons hold, the first is reported. */
export const SKIP_REASONS = ['itself', 'known', 'connected', 'variant', 'unmatched'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** The mark of a product that no rule excludes. */
export const ALLOWED = 0;

/** Excludes products of the catalog that must never be a negative of an anchor, at any score. */
export class CandidateRules {
  readonly #graph: PositiveGraph;
  readonly #variants: VariantGroups;
  readonly #through: 'all' | 'pairs';

  /** @param through The training rows that connect products, as `MiningOptions.connected`. */
  constructor(graph: PositiveGraph, variants: VariantGroups, through: 'all' | 'pairs') {
    this.#graph = graph;
    this.#variants = variants;
    this.#through = through;
  }

  /**
   * Writes a mark per product of the catalog into `marks` (N): ALLOWED, or 1 + the index of its reason in SKIP_REASONS.
   * - `itself`: the product is the anchor.
   * - `known`: it occurs with the anchor in a training row.
   * - `connected`: it shares a positive with the anchor.
   * - `variant`: it is a variant of the anchor or of one of its positives.
   * - `unmatched`: the data is a matching and neither product has a positive yet. One may be the other's match, and a
   *   low score does not prove the contrary. A product that has its match cannot be the match of another.
   */
  mark(anchor: number, marks: Uint8Array): void {
    marks.fill(ALLOWED);
    const exclude = (row: number, reason: SkipReason) => {
      if (row < marks.length && marks[row] === ALLOWED) marks[row] = 1 + SKIP_REASONS.indexOf(reason);
    };
    exclude(anchor, 'itself');
    const partners = [...this.#graph.countPartners(anchor).keys()];
    for (const row of partners) exclude(row, 'known');
    this.#graph.visitConnected(anchor, this.#through, (row) => exclude(row, 'connected'));
    for (const one of [anchor, ...partners]) {
      for (const row of this.#variants.findVariants(one)) exclude(row, 'variant');
    }
    const { degrees, isMatching } = this.#graph;
    if (!isMatching || degrees[anchor]! > 0) return;
    for (let row = 0; row < marks.length; row++) if (degrees[row] === 0) exclude(row, 'unmatched');
  }
}
