import type { Product } from '../../lambdas/core/catalog/product.ts';
import { type Because, explainNeighbour } from '../../lambdas/core/explain/because.ts';
import type { FeatureName } from '../../lambdas/core/explain/named-feature.ts';
import { averageFeatures } from '../../lambdas/core/explain/query-features.ts';
import { readNamedFeatures } from '../../lambdas/core/explain/read-named-features.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import type { Neighbour } from '../../lambdas/core/search/best-neighbours.ts';

/** A neighbour, and why it has its score if that is asked for. */
export type ShownNeighbour = Neighbour & { readonly because?: Because };

/**
 * Explains the scores of neighbours.
 * @param query The product, or the text as a product, that they were compared with.
 * @param products The products of the neighbours by id. @param top The most pairs to name for each.
 * @throws NotExplainableError for a model with a hidden layer
 */
export function explainEach(
  model: Model,
  query: Product,
  neighbours: readonly Neighbour[],
  products: ReadonlyMap<string, Product>,
  top: number,
): ShownNeighbour[] {
  const positive = [{ features: readNamedFeatures(model, query), weight: 1 }];
  const features = averageFeatures({ positive, negative: [] });
  return neighbours.map((one) => ({
    ...one,
    because: explainNeighbour(model, features, products.get(one.id)!, one.score, top),
  }));
}

/** The lines that show a neighbour. */
export function formatNeighbour({ score, id, because }: ShownNeighbour, { title = '' }: Product): string[] {
  return [`${score.toFixed(4)}  ${id}  ${title}\n`, ...(because === undefined ? [] : formatBecause(because))];
}

function formatBecause(because: Because): string[] {
  if ('notExplained' in because) return [`    not explained: ${because.notExplained}\n`];
  const { contributions, rest } = because;
  return [
    ...contributions.map(({ query, neighbour, contribution }) =>
      formatPart(contribution, `${formatName(query)} <-> ${formatName(neighbour)}`),
    ),
    formatPart(rest.contribution, `the other ${rest.pairs} pairs`),
  ];
}

function formatPart(contribution: number, what: string): string {
  return `    ${contribution.toFixed(4).padStart(7)}  ${what}\n`;
}

function formatName({ field, value, rare }: FeatureName): string {
  return `${field}: ${value}${rare ? ' (rare)' : ''}`;
}
