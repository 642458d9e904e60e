import type { Product } from '../catalog/product.ts';
import { dropUnreadableParts, embedProducts, type Model } from '../model/model.ts';
import { CounterRandom } from '../numerics/random.ts';
import { nearestName } from '../settings/check-values.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import { CandidateRules, SKIP_REASONS } from './candidate-rules.ts';
import { CatalogScores, selectTopAllowed } from './catalog-scores.ts';
import { FalseNegativeModel } from './false-negative-model.ts';
import type { MinedRow, MiningSummary, NegativeAudit, SkippedCounts } from './mined-row.ts';
import { MiningError, type MiningOptions } from './mining-options.ts';
import { PositiveGraph } from './positive-graph.ts';
import { findSharedAttributes, TitleOverlap } from './product-overlap.ts';
import { VariantGroups } from './variant-groups.ts';

/** A product that may become a negative of the current anchor. */
interface Candidate {
  readonly row: number;
  readonly rank: number;
  readonly score: number;
  /** The estimated probability that the product is a positive in truth. */
  readonly chance: number;
}

/** Attributes that a message lists. */
const SHOWN_NAMES = 12;
/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

/**
 * Mines the hard negatives of a catalog under a model. A pure function of its inputs; docs/training/hard-negatives.md
 * has the rules.
 */
export class NegativeMiner {
  readonly #set: TrainingSet;
  readonly #options: MiningOptions;
  readonly #graph: PositiveGraph;
  readonly #overlap: TitleOverlap;
  readonly #rules: CandidateRules;
  readonly #scores: CatalogScores;
  readonly #falseNegatives: FalseNegativeModel;
  /** Products of the catalog with a known positive in it. */
  readonly #known: readonly number[];
  readonly #skipped: SkippedCounts;
  #anchors = 0;
  #pairs = 0;
  #rows = 0;
  #chanceSum = 0;

  /** @throws MiningError `unknown-attribute`, `no-positives` */
  constructor(model: Model, set: TrainingSet, options: MiningOptions) {
    const catalog = set.products.slice(0, set.catalogSize);
    this.#set = set;
    this.#options = options;
    this.#graph = new PositiveGraph(set);
    this.#overlap = new TitleOverlap(catalog);
    checkAttribute(catalog, options.groupAttribute);
    const variants = new VariantGroups(catalog, options.groupAttribute);
    this.#rules = new CandidateRules(this.#graph, variants, options.connected);
    this.#scores = new CatalogScores(embedCatalog(model, set), model.parameters.D);
    this.#known = catalog.map((_, row) => row).filter((row) => this.#findPositives(row).length > 0);
    if (this.#known.length === 0)
      throw new MiningError('no-positives', 'no training row holds two products of the catalog: add pairs or baskets');
    const evidence = { graph: this.#graph, overlap: this.#overlap, rules: this.#rules, scores: this.#scores };
    this.#falseNegatives = new FalseNegativeModel(evidence, this.#known, options.seed);
    this.#skipped = { itself: 0, known: 0, connected: 0, variant: 0, unmatched: 0, 'false-negative-chance': 0 };
  }

  /** Yields the mined rows anchor by anchor, in the catalog's order of ids. */
  *rows(): Generator<MinedRow, void, void> {
    const all = this.#options.anchors === 'all';
    const anchors = all ? Array.from({ length: this.#set.catalogSize }, (_, row) => row) : this.#known;
    const marks = new Uint8Array(this.#set.catalogSize);
    for (const { anchor, scores } of this.#scores.scoreAnchors(anchors)) {
      this.#anchors += 1;
      this.#rules.mark(anchor, marks);
      for (const mark of marks) if (mark > 0) this.#skipped[SKIP_REASONS[mark - 1]!] += 1;
      const candidates = this.#selectCandidates(anchor, scores, marks);
      const positives = this.#findPositives(anchor).slice(0, this.#options.positivesPerAnchor);
      this.#pairs += positives.length;
      for (const positive of positives.length > 0 ? positives : [undefined])
        yield* this.#mineRows(anchor, positive, scores, candidates);
    }
  }

  /** Summarizes the rows mined so far. */
  summary(): MiningSummary {
    return {
      anchors: this.#anchors,
      pairs: this.#pairs,
      rows: this.#rows,
      skipped: this.#skipped,
      room: this.#graph.extraPositiveRatio,
      meanFalseNegativeChance: this.#rows === 0 ? 0 : this.#chanceSum / this.#rows,
    };
  }

  /** The anchor's positives in the catalog, most frequent first, ties by row. */
  #findPositives(anchor: number): number[] {
    const partners = [...this.#graph.countPartners(anchor)].filter(([row]) => row < this.#set.catalogSize);
    return partners.sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b).map(([row]) => row);
  }

  /** The allowed products in the rank range that are probably no positives. */
  #selectCandidates(anchor: number, scores: Float32Array, marks: Uint8Array): Candidate[] {
    const { rangeMin, rangeMax, maxFalseNegativeChance } = this.#options;
    const inRange = selectTopAllowed(scores, marks, rangeMax).slice(rangeMin);
    const candidates = inRange.map((row, i) => {
      const score = scores[row]!;
      return { row, rank: rangeMin + i, score, chance: this.#falseNegatives.estimate(anchor, row, score) };
    });
    const kept = candidates.filter(({ chance }) => chance <= maxFalseNegativeChance);
    this.#skipped['false-negative-chance'] += candidates.length - kept.length;
    return kept;
  }

  /** Without a known positive the margins apply to the typical score of one. */
  *#mineRows(
    anchor: number,
    positive: number | undefined,
    scores: Float32Array,
    candidates: readonly Candidate[],
  ): Generator<MinedRow, void, void> {
    const { margin, relativeMargin, maxScore } = this.#options;
    const positiveScore = positive === undefined ? this.#falseNegatives.typicalPositiveScore : scores[positive]!;
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

  /** @param stream Name of the random stream, distinct per pair. */
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
      coOccurrences: this.#graph.countCoOccurrences(anchor, row),
      sharedPartners: this.#graph.countSharedPartners(anchor, row),
      titleOverlap: this.#overlap.compute(anchor, row),
      falseNegativeChance: chance,
    };
  }
}

/** (N, D), embedded in groups so that the inputs of only some products are in memory at once. */
function embedCatalog(model: Model, { products, catalogSize }: TrainingSet): Float32Array {
  const { D } = model.parameters;
  const vectors = new Float32Array(catalogSize * D);
  const catalog = dropUnreadableParts(model.input, products.slice(0, catalogSize));
  for (let start = 0; start < catalogSize; start += GROUP_PRODUCTS)
    vectors.set(embedProducts(model, catalog.slice(start, start + GROUP_PRODUCTS)), start * D);
  return vectors;
}

/** @throws MiningError `unknown-attribute` for a name that no product has: it would leave out no variant */
function checkAttribute(catalog: readonly Product[], name: string): void {
  if (name === '' || catalog.some(({ attributes }) => attributes?.[name] !== undefined)) return;
  const known = [...new Set(catalog.flatMap(({ attributes = {} }) => Object.keys(attributes)))];
  const nearest = nearestName(name, known);
  const cure =
    nearest === undefined
      ? `they have ${known.slice(0, SHOWN_NAMES).join(', ') || 'none'}`
      : `did you mean ${nearest}?`;
  throw new MiningError('unknown-attribute', `no product has the attribute ${name}: ${cure}`);
}
