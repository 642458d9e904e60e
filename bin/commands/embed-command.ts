import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { formatVectorLine } from '../../lambdas/formats/exports/json-lines.ts';
import { type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { readCatalog } from '../files/input-files.ts';
import { computeVersion, readModel } from '../files/model-files.ts';
import { parseJsonLinesFile, writeWhole } from '../files/output-file.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../remote/connection.ts';
import { embedByUrl } from './embed-remote.ts';
import { type EmbeddedProduct, embedCatalog, type NotEmbeddable, reportNotEmbeddable } from './embedded-products.ts';

interface EmbedOptions extends ReadingOptions, ConnectionOptions {
  readonly model?: string;
  readonly modelVersion?: string;
  readonly catalog: string;
  readonly out: string;
  readonly json?: true;
}

/** What embeds a catalog, group by group. It adds what it cannot embed to `notEmbeddable`, and names its version. */
type Embedder = (
  products: readonly Product[],
  notEmbeddable: NotEmbeddable,
  onVersion: (version: string) => void,
) => Iterable<EmbeddedProduct[]> | AsyncIterable<EmbeddedProduct[]>;

const GROUP = 'What embeds:';

/** `kindred embed`. */
export function buildEmbedCommand(output: Output): Command {
  const command = new Command('embed')
    .description('Writes the embedding of every product of a catalog that a model can embed: a file, or a deployment.')
    .addOption(new Option('--model <model>', "a folder that 'train' wrote, or a .safetensors file").helpGroup(GROUP));
  addConnectionOptions(command, 'a deployment, instead of --model', GROUP)
    .addOption(
      new Option(
        '--model-version <name>',
        'with --url: live, head, or the name of a version (default: live)',
      ).helpGroup(GROUP),
    )
    .addOption(requiredOption('--catalog <file>', 'the products: .jsonl[.gz] or .csv[.gz]'))
    .addOption(
      requiredOption('--out <file>', 'a .jsonl[.gz] file for lines of {"id", "vector"}').argParser(parseJsonLinesFile),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => embed(options, output));
  return addReadingOptions(command);
}

async function embed({ catalog, out, json, ...options }: EmbedOptions, output: Output): Promise<void> {
  const embedder = openEmbedder(options);
  const products = await readCatalog(catalog, output, options);
  const notEmbeddable: NotEmbeddable = new Map();
  const made = { modelVersion: '', dim: 0 };
  const groups = embedder(products, notEmbeddable, (version) => {
    made.modelVersion = version;
  });
  const measured = async function* () {
    for await (const group of groups) {
      made.dim = group[0]!.vector.length;
      yield group;
    }
  };
  const countDone = (vectors: number): number => vectors + notEmbeddable.size;
  await writeWhole(out, embeddingLines(measured(), countDone, products.length, new Progress(output.stderr)));
  reportNotEmbeddable(notEmbeddable, output);
  const vectors = products.length - notEmbeddable.size;
  const summary = { products: products.length, vectors, notEmbeddable: notEmbeddable.size, ...made, out };
  const text = `${vectors} vectors of ${made.dim} numbers by ${made.modelVersion} in ${out}`;
  output.stdout.write(`${json ? JSON.stringify(summary) : text}\n`);
}

/** The model of the file, or that of the deployment. @throws UsageError */
function openEmbedder({
  model: at,
  modelVersion,
  url,
  ...credentials
}: Omit<EmbedOptions, 'catalog' | 'out'>): Embedder {
  if (url !== undefined) {
    if (at !== undefined)
      throw new UsageError('exclusive-options', '--url cannot be used with --model\nGive one of them.');
    const named = { url, ...credentials, ...(modelVersion !== undefined && { modelVersion }) };
    return (products, notEmbeddable, onVersion) => embedByUrl(named, products, notEmbeddable, onVersion);
  }
  if (!at) throw new UsageError('missing-option', '--model is missing\nGive --model, or --url for a deployment.');
  if (modelVersion !== undefined)
    throw new UsageError('exclusive-options', '--model-version needs --url\nLeave it out: --model names one model.');
  const model = readModel(at);
  return (products, notEmbeddable, onVersion) => {
    onVersion(computeVersion(model));
    return embedCatalog(model, products, notEmbeddable);
  };
}

/**
 * Lines of vectors, group by group. Ctrl-C is handled between the groups.
 * @param countDone The products that are dealt with after so many vectors. @param total All products
 */
async function* embeddingLines(
  groups: AsyncIterable<readonly EmbeddedProduct[]>,
  countDone: (vectors: number) => number,
  total: number,
  progress: Progress,
): AsyncGenerator<string, void, void> {
  let vectors = 0;
  for await (const group of groups) {
    yield group.map(({ product: { id }, vector }) => formatVectorLine(id, vector)).join('');
    vectors += group.length;
    progress.work({ label: 'embedding', done: countDone(vectors), total, unit: 'products' });
    await nextTurn();
  }
  progress.line(`embedded ${formatCount(vectors)} products`);
}
