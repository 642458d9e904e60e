import { Command, Option } from 'commander';
import { parseMappedFields } from '../../lambdas/formats/columns/parse-mapping.ts';
import { type ReadingSchema, VARIANT_MODES, type VariantMode } from '../../lambdas/formats/schemas/reading-schema.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile } from '../../lib/terminal/data-folder.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { watchFile } from '../files/watched-file.ts';
import { detectFiles, FileImport, type KnownFile } from '../importing/import-files.ts';
import { type ImportedFile, type ImportReport, renderReport } from '../importing/import-report.ts';
import { FolderSink, type ImportSink, PreviewSink, REPORT_FILE } from './import-sinks.ts';

interface ImportOptions extends ReadingOptions {
  readonly out?: string;
  readonly variants?: VariantMode;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `kindred import`. */
export function buildImportCommand(output: Output): Command {
  const command = new Command('import')
    .description('Turns exports of shop systems into a data folder. What a file is follows from its content.')
    .argument('<files...>', 'exports of products and orders, product feeds, tables, JSON, Parquet')
    .option('--out <folder>', `a folder for the catalog, the training rows and ${REPORT_FILE}`)
    .addOption(
      new Option('--variants <mode>', 'merge: a product with all its variants; each: a product for each variant')
        .choices(VARIANT_MODES)
        .default(undefined, 'merge'),
    )
    .option(
      '--dry-run',
      'show the first products and rows as they would be stored, and write nothing; with --json on stderr',
    )
    .option('--json', 'print the report as one line of JSON on stdout')
    .action((files, options) => importFiles(files, options, output));
  return addReadingOptions(command);
}

async function importFiles(files: readonly string[], options: ImportOptions, output: Output): Promise<void> {
  const { out, dryRun, json, variants, map = [], strict } = options;
  if (out === undefined && !dryRun)
    throw new UsageError('missing-option', '--out is missing\nName a folder, or look at the result with --dry-run.');
  const given = { ...(variants !== undefined && { variants }), ...(strict && { strict }) };
  const schema: ReadingSchema = { ...parseMappedFields(map), ...given };
  // With --json, stdout has nothing but one line of JSON.
  const sink =
    out === undefined || dryRun ? new PreviewSink(json ? output.stderr : output.stdout) : new FolderSink(out);
  const known = await detectFiles(files, schema, output.stderr);
  const report = await runImport(known, sink, out, output);
  sink.finish(report);
  output.stdout.write(json ? `${JSON.stringify(report)}\n` : `${renderReport(report).join('\n')}\n`);
}

async function runImport(
  known: readonly KnownFile[],
  sink: ImportSink,
  out: string | undefined,
  output: Output,
): Promise<ImportReport> {
  const ofKind = (kind: KnownFile['kind']) => known.filter((file) => file.kind === kind);
  const [catalogs, training, judging] = [ofKind('catalog'), ofKind('training'), ofKind('judging')];
  const reading = new FileImport();
  const written: string[] = [];
  await reading.readCatalogs(catalogs);
  const catalog = catalogs.length > 0 ? reading.reportCatalog() : undefined;
  if (catalog?.products === 0) throw explainNothing(reading.files, 'no product can be read');
  if (catalog !== undefined) written.push(await sink.write('catalog', reading.products));
  else await readStoredCatalog(reading, out, output);
  if (training.length > 0) written.push(await sink.write('train', reading.readRows(training, 'training')));
  const orders = training.length > 0 ? reading.reportOrders() : undefined;
  if (orders?.rows === 0 && catalog === undefined) throw explainNothing(reading.files, 'no row can be used');
  if (judging.length > 0) written.push(await sink.write('judge', reading.readRows(judging, 'judging')));
  return {
    files: reading.files,
    ...(catalog && { catalog }),
    ...(orders && { orders }),
    written: written.filter(Boolean),
  };
}

/** Orders alone are joined to the catalog that an earlier import wrote. */
async function readStoredCatalog(reading: FileImport, out: string | undefined, { stderr }: Output): Promise<void> {
  const file = out === undefined ? undefined : findDataFile(out, 'catalog');
  if (file !== undefined) await reading.readKnownCatalog(watchFile(file, stderr));
}

/** Says of each file what was in it instead. */
function explainNothing(files: readonly ImportedFile[], what: string): UsageError {
  const found = files.map(({ file, rejected }) => {
    const reasons = Object.entries(rejected).map(([code, { count, examples }]) => `${count} ${code} (${examples[0]})`);
    return `${file} has ${reasons.length > 0 ? reasons.join('; ') : 'no records: it is empty, or has only a header'}`;
  });
  return new UsageError('empty-input', `${what}: ${found.join('; ')}\ndocs/import.md lists what can be read.`);
}
