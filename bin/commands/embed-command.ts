import type { Product } from '../../lambdas/core/catalog/product.ts';
import { embedProducts, type Model } from '../../lambdas/core/model/model.ts';
import { type Command, required } from './command.ts';
import { UsageError } from './command-error.ts';
import { readCatalog, readModel } from './input-files.ts';
import { writeWhole } from './output-file.ts';

/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

export const embedCommand: Command = {
  summary: 'write the embedding of every product of a catalog',
  usage: `kindred embed --model MODEL_DIR --catalog FILE --out FILE.jsonl[.gz] [--json]

  --model MODEL_DIR   a folder that 'train' wrote
  --catalog FILE      .jsonl[.gz] or .csv
  --out FILE          lines of {"id", "vector"}
  --json              one line of JSON on stdout
`,
  options: {
    model: { type: 'string' },
    catalog: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(values) {
    const out = required(values, 'out');
    if (!/\.jsonl(\.gz)?$/.test(out))
      throw new UsageError('wrong-value', `--out is ${out}, expected a name that ends in .jsonl or .jsonl.gz`);
    const model = readModel(required(values, 'model'));
    const products = await readCatalog(required(values, 'catalog'));
    await writeWhole(out, embeddingLines(model, products));
    const dim = model.parameters.D;
    const summary = { products: products.length, dim, out };
    process.stdout.write(
      values.json ? `${JSON.stringify(summary)}\n` : `${products.length} vectors of ${dim} numbers in ${out}\n`,
    );
  },
};

/** Lines of `{"id", "vector"}`: the shortest decimals that give the same float32 back. */
function* embeddingLines(model: Model, products: readonly Product[]): Generator<string, void, void> {
  const { D } = model.parameters;
  for (let start = 0; start < products.length; start += GROUP_PRODUCTS) {
    const group = products.slice(start, start + GROUP_PRODUCTS);
    const vectors = embedProducts(model, group);
    const lines = group.map(({ id }, i) =>
      JSON.stringify({ id, vector: Array.from(vectors.subarray(i * D, (i + 1) * D)) }),
    );
    yield `${lines.join('\n')}\n`;
  }
}
