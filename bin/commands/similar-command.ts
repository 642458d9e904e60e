import { Command, Option } from 'commander';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { NAMED_PAIRS } from '../../lambdas/core/explain/explain-score.ts';
import { createQueryProduct } from '../../lambdas/core/features/search-text.ts';
import { embedQuery } from '../../lambdas/core/model/embed-each.ts';
import { findGroupFault } from '../../lambdas/core/search/check-filter.ts';
import { DeltaIndex } from '../../lambdas/core/search/delta-index.ts';
import type { Filter } from '../../lambdas/core/search/filter.ts';
import { readFilterFields } from '../../lambdas/core/search/product-fields.ts';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { otherGroups, resolveField } from '../../lambdas/use-cases/search/search-choice.ts';
import { numberOption, type Output, UsageError, withHint } from '../../lib/terminal/command-line.ts';
import { writeLines } from '../../lib/terminal/text-stream.ts';
import { readCatalog } from '../files/input-files.ts';
import { readModel } from '../files/model-files.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { addPlaceOptions, requirePlace, type SearchedPlace } from '../searching/searched-place.ts';
import { explainEach, renderNeighbours, type ShownNeighbour } from '../shown/shown-neighbours.ts';
import { embedVisibly, type NotEmbeddable, reportNotEmbeddable } from './embedded-products.ts';
import { showSimilarOfUrl } from './similar-remote.ts';

const MAX_NEIGHBOURS = 1000;
const MAX_NAMED_PAIRS = 100;

interface SimilarOptions extends SearchedPlace, ReadingOptions {
  readonly id?: string;
  readonly query?: string;
  readonly neighbours: number;
  readonly minScore?: number;
  readonly excludeSameGroup?: string;
  readonly because?: number;
  readonly json?: true;
}

/** `kindred similar`. */
export function buildSimilarCommand(output: Output): Command {
  const command = new Command('similar');
  addPlaceOptions(command)
    .description('Shows the products that are most similar to a product or to a text: give --id or --query.')

    .addOption(new Option('--id <id>', 'the product to compare with').conflicts('query'))
    .option('--query <text>', 'the words to search for')
    .addOption(
      numberOption('-k, --neighbours <n>', 'number of neighbours', { min: 1, max: MAX_NEIGHBOURS }).default(10),
    )
    .addOption(
      numberOption('--min-score <x>', 'the least score; 1 shows only products with the same vector', {
        ...{ min: -1, max: 1, isWhole: false },
      }),
    )
    .addOption(
      new Option(
        '--exclude-same-group <name>',
        'an attribute whose value is the same for all variants of one product: leaves out variants of the product',
      ).conflicts('query'),
    )
    .addOption(
      numberOption('--because [n]', 'explains each score: the pairs of features that add most', {
        ...{ min: 0, max: MAX_NAMED_PAIRS },
      }).preset(String(NAMED_PAIRS)),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options, command) => showSimilar(options, command, output));
  return addReadingOptions(command);
}

async function showSimilar(options: SimilarOptions, command: Command, output: Output): Promise<void> {
  const asked = queryOf(options, command);
  const place = requirePlace(options);
  if ('url' in place) return showSimilarOfUrl(asked, { ...options, ...place }, output);
  const model = readModel(place.model);
  const products = await readCatalog(place.catalog, output, options);
  const notEmbeddable: NotEmbeddable = new Map();
  const index = new DeltaIndex('', model.parameters.D);
  for await (const group of embedVisibly(model, products, notEmbeddable, output))
    for (const { product, vector } of group) index.upsert(product.id, vector, readFilterFields(product));
  reportNotEmbeddable(notEmbeddable, output);
  const query = 'id' in asked ? vectorOf(asked.id, index, notEmbeddable) : embedQuery(model, asked);
  if (!(query instanceof Float32Array)) return showNothing(asked, query, options, output);
  const excludeIds = new Set('id' in asked ? [asked.id] : []);
  const own = products.find(({ id }) => excludeIds.has(id));
  const filter = own && otherVariants(own, options.excludeSameGroup, index);
  const found = searchExact(index, query, {
    k: options.neighbours,
    excludeIds,
    filter,
    minScore: options.minScore,
  });
  if (found.length === 0) output.stderr.write(`no neighbours: ${explainNone(options)}\n`);
  const known = new Map(products.map((product) => [product.id, product]));
  const compared = 'id' in asked ? known.get(asked.id)! : createQueryProduct(asked.query);
  const neighbours: readonly ShownNeighbour[] =
    options.because === undefined ? found : explainEach(model, compared, found, known, options.because);
  const rows = neighbours.map((one) => ({ ...one, title: known.get(one.id)?.title ?? '' }));
  const lines = options.json ? [JSON.stringify({ ...asked, neighbours })] : renderNeighbours(rows, output.stdout);
  writeLines(output.stdout, lines);
}

/** The vector of a product of the catalog, or why it has none. @throws UsageError for an unknown id */
function vectorOf(id: string, index: DeltaIndex, notEmbeddable: NotEmbeddable): Float32Array | { detail: string } {
  const vector = index.get(id);
  if (vector) return vector;
  const detail = notEmbeddable.get(id);
  if (detail !== undefined) return { detail };
  throw new UsageError(
    'wrong-value',
    `--id is ${id}, which is not in the catalog\nGive the id of one of its products, or a text with --query.`,
  );
}

/** The products of other groups; undefined for all. @throws UsageError for a name that no product has */
function otherVariants(product: Product, name: string | undefined, index: DeltaIndex): Filter | undefined {
  if (name === undefined) return undefined;
  const own = readFilterFields(product);
  const field = resolveField(name, index, own);
  const fault = findGroupFault(field, index);
  if (fault !== undefined) throw new UsageError('wrong-value', `--exclude-same-group: ${fault}`);
  return otherGroups(field, own);
}

/** Why nothing was found for a product or a text that has a vector. */
function explainNone({ minScore, excludeSameGroup }: SimilarOptions): string {
  if (minScore !== undefined) return `no other product scores ${minScore} or more`;
  const which = excludeSameGroup === undefined ? '' : ` of another ${excludeSameGroup}`;
  return `the catalog has no other product${which} with a vector`;
}

/** What the model cannot embed has no neighbours. */
function showNothing(asked: object, { detail }: { detail: string }, { json }: SimilarOptions, output: Output): void {
  if (json) output.stdout.write(`${JSON.stringify({ ...asked, neighbours: [], notEmbeddable: detail })}\n`);
  else output.stderr.write(`no neighbours: ${detail}\n`);
}

/** @throws UsageError when both `--id` and `--query` are missing or empty */
function queryOf({ id, query }: SimilarOptions, command: Command): { id: string } | { query: string } {
  if (id) return { id };
  if (query) return { query };
  throw new UsageError('missing-option', withHint(command, '--id or --query is missing'));
}
