import type { Product } from '../../lambdas/core/catalog/product.ts';
import { type Because, explainNeighbour } from '../../lambdas/core/explain/because.ts';
import type { FeatureName } from '../../lambdas/core/explain/named-feature.ts';
import { averageFeatures } from '../../lambdas/core/explain/query-features.ts';
import { readNamedFeatures } from '../../lambdas/core/explain/read-named-features.ts';
import { readShownText } from '../../lambdas/core/features/shown-text.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import type { Neighbour } from '../../lambdas/core/search/best-neighbours.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { type Column, renderTable } from '../../lib/terminal/text-table.ts';

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

/** A product that is shown, and why it has its score if that is asked for. */
interface ShownRow {
  readonly id: string;
  readonly score: number;
  readonly title: string;
  readonly because?: Because;
}

const COLUMNS: readonly Column[] = [{ title: 'score', align: 'right' }, { title: 'id' }, { title: 'title' }];

/** Products as a table, each with what explains its score. No line without products. */
export function renderNeighbours(products: readonly ShownRow[], stream: TextStream): string[] {
  if (products.length === 0) return [];
  const rows = products.map(({ score, id, title }) => [score.toFixed(4), id, readShownText(title)]);
  const [head = '', ...lines] = renderTable(stream, COLUMNS, rows);
  const explained = products.map(({ because }) => (because === undefined ? [] : formatBecause(because)));
  return [head, ...lines.flatMap((line, i) => [line, ...explained[i]!])];
}

function formatBecause(because: Because): string[] {
  if ('notExplained' in because) return [`    not explained: ${because.notExplained}`];
  const { contributions, rest } = because;
  return [
    ...contributions.map(({ query, neighbour, contribution }) =>
      formatPart(contribution, `${formatName(query)} <-> ${formatName(neighbour)}`),
    ),
    formatPart(rest.contribution, `the other ${rest.pairs} pairs`),
  ];
}

function formatPart(contribution: number, what: string): string {
  return `    ${contribution.toFixed(4).padStart(7)}  ${what}`;
}

function formatName({ field, value, rare }: FeatureName): string {
  return `${field}: ${value}${rare ? ' (rare)' : ''}`;
}
