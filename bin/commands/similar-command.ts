import { embedProducts, embedQueries } from '../../lambdas/core/model/model.ts';
import { DeltaIndex } from '../../lambdas/core/search/delta-index.ts';
import { searchExact } from '../../lambdas/core/search/search-exact.ts';
import { type Command, type OptionValues, required, wholeNumber } from './command.ts';
import { UsageError } from './command-error.ts';
import { readCatalog, readModel } from './input-files.ts';

const MAX_NEIGHBOURS = 1000;

export const similarCommand: Command = {
  summary: 'show the products that are most like one, or answer a text',
  usage: `kindred similar --model MODEL_DIR --catalog FILE (--id ID | --query TEXT) [-k 10] [--json]

  --model MODEL_DIR   a folder that 'train' wrote
  --catalog FILE      .jsonl[.gz] or .csv
  --id ID             the product to compare with
  --query TEXT        or words to look for
  -k N                how many neighbours (default 10)
  --json              one line of JSON on stdout
`,
  options: {
    model: { type: 'string' },
    catalog: { type: 'string' },
    id: { type: 'string' },
    query: { type: 'string' },
    neighbours: { type: 'string', short: 'k' },
    json: { type: 'boolean' },
  },
  async run(values) {
    const asked = askedFor(values);
    const k = wholeNumber(values, 'neighbours', 10, 1, MAX_NEIGHBOURS);
    const model = readModel(required(values, 'model'));
    const products = await readCatalog(required(values, 'catalog'));
    const { D } = model.parameters;
    const vectors = embedProducts(model, products);
    const index = new DeltaIndex('', D);
    for (const [i, product] of products.entries()) index.upsert(product.id, vectors.subarray(i * D, (i + 1) * D));
    const query = 'id' in asked ? index.get(asked.id) : embedQueries(model, [asked.query]);
    if (query === undefined)
      throw new UsageError('wrong-value', `--id is ${values.id}, expected the id of a product of the catalog`);
    const excludeIds = new Set('id' in asked ? [asked.id] : []);
    const neighbours = searchExact(index, query, { k, excludeIds });
    const titles = new Map(products.map((product) => [product.id, product.title ?? '']));
    const lines = neighbours.map((one) => `${one.score.toFixed(4)}  ${one.id}  ${titles.get(one.id)}`);
    process.stdout.write(values.json ? `${JSON.stringify({ ...asked, neighbours })}\n` : `${lines.join('\n')}\n`);
  },
};

/** @throws UsageError unless just one of `--id` and `--query` is there. */
function askedFor(values: OptionValues): { id: string } | { query: string } {
  if (values.query === undefined) return { id: required(values, 'id') };
  if (values.id !== undefined)
    throw new UsageError('exclusive-options', '--id and --query are both there, expected one of them');
  return { query: required(values, 'query') };
}
