import { Command } from 'commander';
import { formatVectorLine } from '../../lambdas/formats/exports/json-lines.ts';
import { type Output, requiredOption } from '../../lib/terminal/command-line.ts';
import { type EmbeddedProduct, embedCatalog, type NotEmbeddable, reportNotEmbeddable } from './embedded-products.ts';
import { readCatalog } from './input-files.ts';
import { readModel } from './model-files.ts';
import { parseJsonLinesFile, writeWhole } from './output-file.ts';
import { addReadingOptions, type ReadingOptions } from './reading-options.ts';

interface EmbedOptions extends ReadingOptions {
  readonly model: string;
  readonly catalog: string;
  readonly out: string;
  readonly json?: true;
}

/** `kindred embed`. */
export function buildEmbedCommand(output: Output): Command {
  const command = new Command('embed')
    .description('Writes the embedding of every product of a catalog that the model can embed.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(requiredOption('--catalog <file>', 'the products: .jsonl[.gz] or .csv[.gz]'))
    .addOption(
      requiredOption('--out <file>', 'a .jsonl[.gz] file for lines of {"id", "vector"}').argParser(parseJsonLinesFile),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => embed(options, output));
  return addReadingOptions(command);
}

async function embed({ model: at, catalog, out, json, ...reading }: EmbedOptions, output: Output): Promise<void> {
  const model = readModel(at);
  const products = await readCatalog(catalog, output, reading);
  const notEmbeddable: NotEmbeddable = new Map();
  await writeWhole(out, embeddingLines(embedCatalog(model, products, notEmbeddable)));
  reportNotEmbeddable(notEmbeddable, output);
  const dim = model.parameters.D;
  const vectors = products.length - notEmbeddable.size;
  const summary = { products: products.length, vectors, notEmbeddable: notEmbeddable.size, dim, out };
  output.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${vectors} vectors of ${dim} numbers in ${out}\n`);
}

function* embeddingLines(groups: Iterable<readonly EmbeddedProduct[]>): Generator<string, void, void> {
  for (const group of groups) yield group.map(({ product: { id }, vector }) => formatVectorLine(id, vector)).join('');
}
