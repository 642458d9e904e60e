import { Command } from 'commander';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { embedProducts, type Model } from '../../lambdas/core/model/model.ts';
import { type Output, requiredOption } from '../../lib/terminal/command-line.ts';
import { readCatalog } from './input-files.ts';
import { readModel } from './model-files.ts';
import { parseJsonLinesFile, writeWhole } from './output-file.ts';

/** Products embedded at once. */
const GROUP_PRODUCTS = 256;

interface EmbedOptions {
  readonly model: string;
  readonly catalog: string;
  readonly out: string;
  readonly json?: true;
}

/** `kindred embed`. */
export function buildEmbedCommand(output: Output): Command {
  return new Command('embed')
    .description('Writes the embedding of every product of a catalog.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(requiredOption('--catalog <file>', 'the products: .jsonl[.gz] or .csv[.gz]'))
    .addOption(
      requiredOption('--out <file>', 'a .jsonl[.gz] file for lines of {"id", "vector"}').argParser(parseJsonLinesFile),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => embed(options, output));
}

async function embed({ model: at, catalog, out, json }: EmbedOptions, output: Output): Promise<void> {
  const model = readModel(at);
  const products = await readCatalog(catalog, output);
  await writeWhole(out, embeddingLines(model, products));
  const dim = model.parameters.D;
  const summary = { products: products.length, dim, out };
  output.stdout.write(
    json ? `${JSON.stringify(summary)}\n` : `${products.length} vectors of ${dim} numbers in ${out}\n`,
  );
}

/** Lines of `{"id", "vector"}`. Numbers are the shortest decimals that parse to the same float32. */
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
