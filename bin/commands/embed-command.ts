import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command } from 'commander';
import { formatVectorLine } from '../../lambdas/formats/exports/json-lines.ts';
import { type Output, requiredOption } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { readCatalog } from '../files/input-files.ts';
import { readModel } from '../files/model-files.ts';
import { parseJsonLinesFile, writeWhole } from '../files/output-file.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { type EmbeddedProduct, embedCatalog, type NotEmbeddable, reportNotEmbeddable } from './embedded-products.ts';

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
  const progress = new Progress(output.stderr);
  await writeWhole(out, embeddingLines(embedCatalog(model, products, notEmbeddable), products.length, progress));
  reportNotEmbeddable(notEmbeddable, output);
  const dim = model.parameters.D;
  const vectors = products.length - notEmbeddable.size;
  const summary = { products: products.length, vectors, notEmbeddable: notEmbeddable.size, dim, out };
  output.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${vectors} vectors of ${dim} numbers in ${out}\n`);
}

/** Lines of vectors, group by group. Ctrl-C is handled between the groups. @param total The products of all groups. */
async function* embeddingLines(
  groups: Iterable<readonly EmbeddedProduct[]>,
  total: number,
  progress: Progress,
): AsyncGenerator<string, void, void> {
  let done = 0;
  for (const group of groups) {
    yield group.map(({ product: { id }, vector }) => formatVectorLine(id, vector)).join('');
    done += group.length;
    progress.work({ label: 'embedding', done, total, unit: 'products' });
    await nextTurn();
  }
  progress.line(`embedded ${formatCount(done)} products`);
}
