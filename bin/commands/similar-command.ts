import { Command, Option } from 'commander';
import { embedProducts, embedQueries } from '../../lambdas/core/model/model.ts';
import { DeltaIndex } from '../../lambdas/core/search/delta-index.ts';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { numberOption, type Output, requiredOption, UsageError, withHint } from '../../lib/terminal/command-line.ts';
import { readCatalog } from './input-files.ts';
import { readModel } from './model-files.ts';

const MAX_NEIGHBOURS = 1000;

interface SimilarOptions {
  readonly model: string;
  readonly catalog: string;
  readonly id?: string;
  readonly query?: string;
  readonly neighbours: number;
  readonly json?: true;
}

/** `kindred similar`. */
export function buildSimilarCommand(output: Output): Command {
  return new Command('similar')
    .description('Shows the products that are most similar to a product or to a text: give --id or --query.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(requiredOption('--catalog <file>', 'the products: .jsonl[.gz] or .csv[.gz]'))
    .addOption(new Option('--id <id>', 'the product to compare with').conflicts('query'))
    .option('--query <text>', 'the words to search for')
    .addOption(
      numberOption('-k, --neighbours <n>', 'number of neighbours', { min: 1, max: MAX_NEIGHBOURS }).default(10),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options, command) => showSimilar(options, command, output));
}

async function showSimilar(options: SimilarOptions, command: Command, output: Output): Promise<void> {
  const asked = queryOf(options, command);
  const model = readModel(options.model);
  const products = await readCatalog(options.catalog, output);
  const { D } = model.parameters;
  const vectors = embedProducts(model, products);
  const index = new DeltaIndex('', D);
  for (const [i, product] of products.entries()) index.upsert(product.id, vectors.subarray(i * D, (i + 1) * D));
  const query = 'id' in asked ? index.get(asked.id) : embedQueries(model, [asked.query]);
  if (query === undefined)
    throw new UsageError('wrong-value', `--id is ${options.id}, expected the id of a product of the catalog`);
  const excludeIds = new Set('id' in asked ? [asked.id] : []);
  const neighbours = searchExact(index, query, { k: options.neighbours, excludeIds });
  const titles = new Map(products.map((product) => [product.id, product.title ?? '']));
  const lines = neighbours.map((one) => `${one.score.toFixed(4)}  ${one.id}  ${titles.get(one.id)}`);
  output.stdout.write(options.json ? `${JSON.stringify({ ...asked, neighbours })}\n` : `${lines.join('\n')}\n`);
}

/** @throws UsageError when both `--id` and `--query` are missing or empty */
function queryOf({ id, query }: SimilarOptions, command: Command): { id: string } | { query: string } {
  if (id) return { id };
  if (query) return { query };
  throw new UsageError('missing-option', withHint(command, '--id or --query is missing'));
}
