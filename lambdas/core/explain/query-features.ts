import { type NamedFeature, NamedFeatureSum } from './named-feature.ts';
import { addUpFeatures, inner, lengthOf } from './vectors.ts';

/** A product, text or vector that neighbours should be like or unlike, by its features. */
export interface ExplainedExample {
  readonly features: readonly NamedFeature[];
  /** Above 0. */
  readonly weight: number;
}

/** What a search looked for. */
export interface ExplainedExamples {
  /** At least one. */
  readonly positive: readonly ExplainedExample[];
  readonly negative: readonly ExplainedExample[];
}

/** The features that a search compared with a neighbour. */
export type QueryFeatures = (neighbour: readonly NamedFeature[]) => readonly NamedFeature[];

/** A part of a query: an example and its factor, which is below 0 for a negative one. */
interface Term {
  readonly features: readonly NamedFeature[];
  readonly factor: number;
}

/** The query of the strategy `average` (core/search/queries/search-examples.ts): the same for each neighbour, of length 1. */
export function averageFeatures({ positive, negative }: ExplainedExamples): QueryFeatures {
  const largest = largestWeight({ positive, negative });
  const share = (sign: number, of: readonly ExplainedExample[]) =>
    of.map(({ features, weight }) => ({ features, factor: (sign * weight) / largest / of.length / measure(features) }));
  const sum = addTerms([...share(1, positive), ...share(-1, negative)]);
  const query = addTerms([{ features: sum, factor: 1 / measure(sum) }]);
  return () => query;
}

/**
 * The query of the strategy `best`: the positive example that is most like the neighbour, less the negative one that is
 * most like it.
 */
export function bestFeatures({ positive, negative }: ExplainedExamples): QueryFeatures {
  const largest = largestWeight({ positive, negative });
  const scale = ({ features, weight }: ExplainedExample): Term => ({
    features,
    factor: weight / largest / measure(features),
  });
  const [wanted, unwanted] = [positive.map(scale), negative.map(scale)];
  return (neighbour) => {
    const best = findNearest(wanted, neighbour);
    const worst = findNearest(unwanted, neighbour);
    const isLike = worst !== undefined && worst.likeness > 0;
    return addTerms([...(best ? [best] : []), ...(isLike ? [{ ...worst, factor: -worst.factor }] : [])]);
  };
}

function largestWeight({ positive, negative }: ExplainedExamples): number {
  return Math.max(...[...positive, ...negative].map(({ weight }) => weight));
}

function findNearest(terms: readonly Term[], neighbour: readonly NamedFeature[]) {
  const vector = addUpFeatures(neighbour);
  return terms
    .map((term) => ({ ...term, likeness: term.factor * inner(addUpFeatures(term.features), vector) }))
    .reduce<(Term & { likeness: number }) | undefined>(
      (most, one) => (most === undefined || one.likeness > most.likeness ? one : most),
      undefined,
    );
}

/** The sum of the terms, with one feature for each name. */
function addTerms(terms: readonly Term[]): NamedFeature[] {
  const sum = new NamedFeatureSum(terms[0]?.features[0]?.part.length ?? 0);
  for (const { features, factor } of terms) for (const { name, part } of features) sum.add(name, part, 0, factor);
  return sum.features;
}

function measure(features: readonly NamedFeature[]): number {
  return lengthOf(addUpFeatures(features));
}
