import { fittingProducts } from '../model/fitting-products.ts';
import { embedProducts, type Model } from '../model/model.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import { CandidateRules, SKIP_REASONS, type SkipReason } from './candidate-rules.ts';
import { FalseNegativeModel } from './false-negative-model.ts';
import { MiningError } from './mining-error.ts';
import type { MiningOptions } from './mining-options.ts';
import { PositiveGraph } from './positive-graph.ts';
import { CatalogScores, selectTopAllowed } from './ranked-candidates.ts';
import { findSharedAttributes } from './shared-attributes.ts';
import { TitleOverlap } from './title-overlap.ts';
import { VariantGroups } from './variant-groups.ts';

/** Why a negative was taken, and what speaks against it. */
export interface NegativeAudit {
  /** From 0, among the products that may be offered, by falling score. */
  readonly rank: number;
  /** Cosine of anchor and negative. */
  readonly score: number;
  /** Cosine of anchor and positive; null where the anchor has no known positive. */
  readonly positiveScore: number | null;
  /** Names of what both have in common. */
  readonly sharedAttributes: readonly string[];
  /** Training rows that hold both. */
  readonly coOccurrences: number;
  /** Products that occur with both. */
  readonly sharedPartners: number;
  /** In [0, 1]. */
  readonly titleOverlap: number;
  /** In [0, 1]: see FalseNegativeChance. */
  readonly falseNegativeChance: number;
}

/** A training row with its audit; without a positive it is no training row, only something to look at. */
export interface MinedRow {
  readonly anchor: string;
  readonly positive?: string;
  readonly negative: string;
  readonly audit: NegativeAudit;
}

/** How mining went, as plain JSON. */
export interface MiningSummary {
  readonly anchors: number;
  /** Anchors with a known positive in the catalog, each with up to `positivesPerAnchor` of them. */
  readonly pairs: number;
  readonly rows: number;
  /** Products that the rules kept away from an anchor, by reason; `false-negative-chance` counts those within the rank range. */
  readonly skipped: Readonly<Record<SkipReason | 'false-negative-chance', number>>;
  /** How much room a product with a positive has for another: 1 in baskets, near 0 where likeness is a matching. */
  readonly room: number;
  /** The mean estimated chance of a mined row to be wrong. */
  readonly meanFalseNegativeChance: number;
}

interface Candidate {
  readonly row: number;
  readonly rank: number;
  readonly score: number;
  readonly chance: number;
}

/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

/** Mines the hard negatives of a catalog under a model: a pure function of its inputs; see docs/hard-negatives.md for the rules. */
export class NegativeMiner {
  readonly #set: TrainingSet;
  readonly #options: MiningOptions;
  readonly #likeness: PositiveGraph;
  readonly #overlap: TitleOverlap;
  readonly #rules: CandidateRules;
  readonly #scores: CatalogScores;
  readonly #chance: FalseNegativeModel;
  /** Products of the catalog with a positive in it. */
  readonly #known: readonly number[];
  readonly #skipped: Record<SkipReason | 'false-negative-chance', number>;
  #anchors = 0;
  #pairs = 0;
  #rows = 0;
  #chanceSum = 0;

  /** @throws MiningError `no-positives` */
  constructor(model: Model, set: TrainingSet, options: MiningOptions) {
    const catalog = set.products.slice(0, set.catalogSize);
    this.#set = set;
    this.#options = options;
    this.#likeness = new PositiveGraph(set);
    this.#overlap = new TitleOverlap(catalog);
    const variants = new VariantGroups(catalog, options.groupAttribute);
    this.#rules = new CandidateRules(this.#likeness, variants, options.connected);
    this.#scores = new CatalogScores(embedCatalog(model, set), model.parameters.D);
    this.#known = catalog.map((_, row) => row).filter((row) => this.#positivesOf(row).length > 0);
    if (this.#known.length === 0)
      throw new MiningError('no-positives', 'no training row holds two products of the catalog: add pairs or baskets');
    const evidence = { likeness: this.#likeness, overlap: this.#overlap, rules: this.#rules, scores: this.#scores };
    this.#chance = new FalseNegativeModel(evidence, this.#known, options.seed);
    this.#skipped = { itself: 0, known: 0, connected: 0, variant: 0, unmatched: 0, 'false-negative-chance': 0 };
  }

  /** The rows anchor by anchor, in the catalog's order of ids. */
  *rows(): Generator<MinedRow, void, void> {
    const all = this.#options.anchors === 'all';
    const anchors = all ? Array.from({ length: this.#set.catalogSize }, (_, row) => row) : this.#known;
    const marks = new Uint8Array(this.#set.catalogSize);
    for (const { anchor, scores } of this.#scores.scoreAnchors(anchors)) {
      this.#anchors += 1;
      this.#rules.mark(anchor, marks);
      for (const mark of marks) if (mark > 0) this.#skipped[SKIP_REASONS[mark - 1]!] += 1;
      const candidates = this.#candidates(anchor, scores, marks);
      const positives = this.#positivesOf(anchor).slice(0, this.#options.positivesPerAnchor);
      this.#pairs += positives.length;
      for (const positive of positives.length > 0 ? positives : [undefined])
        yield* this.#rowsOfPair(anchor, positive, scores, candidates);
    }
  }

  /** Of what was mined so far. */
  summary(): MiningSummary {
    return {
      anchors: this.#anchors,
      pairs: this.#pairs,
      rows: this.#rows,
      skipped: this.#skipped,
      room: this.#likeness.extraPositiveRatio,
      meanFalseNegativeChance: this.#rows === 0 ? 0 : this.#chanceSum / this.#rows,
    };
  }

  /** Positives in the catalog, those it occurs with most often first, ties by row. */
  #positivesOf(anchor: number): number[] {
    const partners = [...this.#likeness.countPartners(anchor)].filter(([row]) => row < this.#set.catalogSize);
    return partners.sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b).map(([row]) => row);
  }

  /** The allowed products of the rank range that are probably no positives. */
  #candidates(anchor: number, scores: Float32Array, marks: Uint8Array): Candidate[] {
    const { rangeMin, rangeMax, maxFalseNegativeChance } = this.#options;
    const inRange = selectTopAllowed(scores, marks, rangeMax).slice(rangeMin);
    const candidates = inRange.map((row, i) => {
      const score = scores[row]!;
      return { row, rank: rangeMin + i, score, chance: this.#chance.estimate(anchor, row, score) };
    });
    const kept = candidates.filter(({ chance }) => chance <= maxFalseNegativeChance);
    this.#skipped['false-negative-chance'] += candidates.length - kept.length;
    return kept;
  }

  /** Without a known positive the margins are held against the typical score of one. */
  *#rowsOfPair(
    anchor: number,
    positive: number | undefined,
    scores: Float32Array,
    candidates: readonly Candidate[],
  ): Generator<MinedRow, void, void> {
    const { margin, relativeMargin, maxScore } = this.#options;
    const positiveScore = positive === undefined ? this.#chance.typicalPositiveScore : scores[positive]!;
    const limit = Math.min(positiveScore - margin, positiveScore - relativeMargin * Math.abs(positiveScore));
    const eligible = candidates.filter(({ score }) => score < limit && score <= maxScore);
    const idOf = (row: number) => this.#set.products[row]!.id;
    for (const candidate of this.#pick(eligible, `mining ${idOf(anchor)} ${positive ?? ''}`)) {
      const named = positive === undefined ? {} : { positive: idOf(positive) };
      const audit = this.#audit(anchor, candidate, positive === undefined ? null : positiveScore);
      this.#rows += 1;
      this.#chanceSum += candidate.chance;
      yield { anchor: idOf(anchor), ...named, negative: idOf(candidate.row), audit };
    }
  }

  #pick(eligible: readonly Candidate[], stream: string): Candidate[] {
    const { pick, perPair, seed } = this.#options;
    if (pick === 'top' || eligible.length <= perPair) return eligible.slice(0, perPair);
    const order = Int32Array.from(eligible, (_, place) => place);
    new CounterRandom(seed, stream).shuffle(order);
    return [...order.subarray(0, perPair).sort()].map((place) => eligible[place]!);
  }

  #audit(anchor: number, { row, rank, score, chance }: Candidate, positiveScore: number | null): NegativeAudit {
    const [a, b] = [this.#set.products[anchor]!, this.#set.products[row]!];
    return {
      rank,
      score,
      positiveScore,
      sharedAttributes: findSharedAttributes(a, b),
      coOccurrences: this.#likeness.countCoOccurrences(anchor, row),
      sharedPartners: this.#likeness.countSharedPartners(anchor, row),
      titleOverlap: this.#overlap.compute(anchor, row),
      falseNegativeChance: chance,
    };
  }
}

/** (N, D), in groups, so that the inputs of only some products are in memory at once. */
function embedCatalog(model: Model, { products, catalogSize }: TrainingSet): Float32Array {
  const { D } = model.parameters;
  const vectors = new Float32Array(catalogSize * D);
  const catalog = fittingProducts(model.input, products.slice(0, catalogSize));
  for (let start = 0; start < catalogSize; start += GROUP_PRODUCTS)
    vectors.set(embedProducts(model, catalog.slice(start, start + GROUP_PRODUCTS)), start * D);
  return vectors;
}
