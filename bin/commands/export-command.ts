import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { DeltaIndex } from '../../lambdas/core/search/delta-index.ts';
import {
  findNeighboursOfAll,
  MAX_NEIGHBOURS,
  type ProductNeighbours,
} from '../../lambdas/core/search/queries/neighbours-of-all.ts';
import { describeExportEndings, exportFormats } from '../../lambdas/formats/exports/export-formats.ts';
import { type ExportFormatName, exportFormatNames } from '../../lambdas/formats/exports/format-names.ts';
import { countAvailableThreads } from '../../lambdas/threads/worker-threads.ts';
import { numberOption, type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { chooseTarget, type ExportTarget } from '../files/export-target.ts';
import { streamCatalog } from '../files/input-files.ts';
import { computeVersion, readModel } from '../files/model-files.ts';
import { writeTogether, writeWhole } from '../files/output-file.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { addPlaceOptions, requirePlace, type SearchedPlace } from '../searching/searched-place.ts';
import { withThreads } from '../training/with-threads.ts';
import { CollectedVectors } from './collected-vectors.ts';
import { collectVectors, reportNotEmbeddable } from './embedded-products.ts';
import { exportByUrl } from './export-remote.ts';

interface ExportOptions extends SearchedPlace, ReadingOptions {
  readonly modelVersion?: string;
  readonly out: string;
  readonly format?: ExportFormatName;
  readonly neighbours?: number;
  readonly json?: true;
}

/** `kindred export`. */
export function buildExportCommand(output: Output): Command {
  const names = exportFormatNames('vectors');
  const described = names.map((name) => `${name} (${exportFormats[name].doc})`).join(', ');
  const command = new Command('export');
  addPlaceOptions(command)
    .description(
      'Writes the vectors of a catalog for other programs, or the most similar products of each with --neighbours: of ' +
        'files, or of all products of a deployment.',
    )
    .option('--model-version <name>', 'with --url: live, or the version before it by its name (default: live)')
    .addOption(requiredOption('--out <file>', `the file to write: ${describeExportEndings('vectors')}`))
    .addOption(
      new Option('--format <name>', `the format, if the ending of --out does not say it: ${described}`).choices(names),
    )
    .addOption(
      numberOption(
        '--neighbours <n>',
        `writes the n most similar products of each instead of vectors, as ${exportFormatNames('neighbours').join(' or ')}`,
        { min: 1, max: MAX_NEIGHBOURS },
      ),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => exportCatalog(options, output));
  return addReadingOptions(command);
}

async function exportCatalog(options: ExportOptions, output: Output): Promise<void> {
  const { neighbours, json } = options;
  const target = chooseTarget(options.out, options.format, neighbours === undefined ? 'vectors' : 'neighbours');
  const place = requirePlace(options);
  const { text, ...counts } =
    'url' in place
      ? await exportByUrl({ ...options, ...place }, target, output)
      : await exportFiles(place, options, target, output);
  output.stdout.write(json ? `${JSON.stringify({ ...counts, format: target.name })}\n` : `${text}\n`);
}

async function exportFiles(
  place: { readonly model: string; readonly catalog: string },
  { neighbours, modelVersion, ...options }: ExportOptions,
  target: ExportTarget,
  output: Output,
) {
  if (modelVersion !== undefined)
    throw new UsageError('exclusive-options', '--model-version needs --url\nLeave it out: --model names one model.');
  const model = readModel(place.model);
  const products = streamCatalog(place.catalog, output, options);
  return neighbours === undefined
    ? exportVectors(model, products, target, output)
    : exportNeighbours(model, products, target, neighbours, output);
}

/** Writes the vectors, and beside them the file that says what their rows are, if the format has one. */
async function exportVectors(model: Model, products: AsyncIterable<Product>, target: ExportTarget, output: Output) {
  const { format, file, base } = target;
  const dim = model.parameters.D;
  const table = new CollectedVectors(computeVersion(model), dim, { keepsLabels: format.readsLabels });
  const notEmbeddable = await collectVectors(model, products, table);
  reportNotEmbeddable(notEmbeddable, output);
  const { companion } = format;
  const beside = companion ? ([[`${base}${companion.ending}`, companion.write(table)]] as const) : [];
  const written = [[file, format.writeVectors(table)] as const, ...beside];
  await writeTogether(written);
  const files = written.map(([name]) => name);
  const vectors = table.ids.length;
  const counts = { products: vectors + notEmbeddable.size, vectors, notEmbeddable: notEmbeddable.size, dim, files };
  return { ...counts, text: `${vectors} vectors of ${dim} numbers in ${files.join(' and ')}` };
}

async function exportNeighbours(
  model: Model,
  products: AsyncIterable<Product>,
  { format, file }: ExportTarget,
  most: number,
  output: Output,
) {
  return withThreads(countAvailableThreads(), async (threads) => {
    const modelVersion = computeVersion(model);
    const index = new DeltaIndex(modelVersion, model.parameters.D, threads);
    const notEmbeddable = await collectVectors(model, products, {
      upsert: (id, vector) => index.upsert(id, vector),
      remove: (id) => index.remove(id),
    });
    reportNotEmbeddable(notEmbeddable, output);
    let pairs = 0;
    const lists = searchWithProgress(index, most, new Progress(output.stderr), (some) => {
      for (const { neighbours } of some) pairs += neighbours.length;
    });
    await writeWhole(file, format.writeNeighbours!(lists, modelVersion));
    const left = notEmbeddable.size;
    const counts = { products: index.size + left, searched: index.size, notEmbeddable: left, pairs, files: [file] };
    return { ...counts, text: `${pairs} neighbours of ${index.size} products in ${file}` };
  });
}

/** The neighbours of every product of an index. Shows on a line how many are done. */
async function* searchWithProgress(
  index: DeltaIndex,
  most: number,
  progress: Progress,
  onFound: (some: readonly ProductNeighbours[]) => void,
): AsyncGenerator<ProductNeighbours[], void, void> {
  let done = 0;
  for (const some of findNeighboursOfAll(index, most)) {
    onFound(some);
    yield some;
    done += some.length;
    progress.work({ label: 'searching', done, total: index.size, unit: 'products' });
    // Ctrl-C is handled between the searches.
    await nextTurn();
  }
  progress.line(`searched for the neighbours of ${formatCount(done)} products`);
}
