import { setImmediate as nextTurn } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { MinedRow } from '../../lambdas/core/hard-negatives/mined-row.ts';
import {
  defaultMiningOptions as defaults,
  type MiningOptions,
  miningRanges,
  resolveMiningOptions,
  wholeMiningOptions,
} from '../../lambdas/core/hard-negatives/mining-options.ts';
import { NegativeMiner } from '../../lambdas/core/hard-negatives/negative-miner.ts';
import { numberOption, type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { readTrainingSet } from '../files/input-files.ts';
import { readModel } from '../files/model-files.ts';
import { insertBeforeEnding, parseJsonLinesFile, writeWhole } from '../files/output-file.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';

type Renamed = 'perPair' | 'positivesPerAnchor' | 'maxFalseNegativeChance';

interface MineOptions extends Omit<MiningOptions, Renamed>, ReadingOptions {
  readonly number: number;
  readonly positives: number;
  readonly maxChance: number;
  readonly model: string;
  readonly data: string;
  readonly out?: string;
  readonly json?: true;
}

/**
 * The numeric options: name of the mining option, flag, description. Range and default come from the mining options.
 */
const NUMBERS = [
  ['perPair', '--number <n>', 'negatives per pair'],
  ['positivesPerAnchor', '--positives <n>', 'positives per anchor, the most frequent first'],
  ['seed', '--seed <n>', 'seed of the random choices'],
  ['rangeMin', '--range-min <n>', 'first rank that may be a negative, counted from 0'],
  ['rangeMax', '--range-max <n>', 'end of the ranks, exclusive'],
  ['margin', '--margin <x>', "a negative scores below the positive's score minus x"],
  ['relativeMargin', '--relative-margin <x>', "a negative scores below the positive's score times (1 - x)"],
  ['maxScore', '--max-score <x>', 'a negative scores at most x'],
  ['maxFalseNegativeChance', '--max-chance <x>', 'highest estimated chance that a negative is in truth a positive'],
] as const;

/** `kindred mine`. */
export function buildMineCommand(output: Output): Command {
  const command = new Command('mine')
    .description('Finds hard negatives under a model, each with an audit.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(requiredOption('--data <folder>', "a folder with catalog and train, as for 'train'"))
    .addOption(
      new Option(
        '--out <file>',
        'a .jsonl[.gz] file for training rows {"anchor", "positive", "negative", "audit"} (default: stdout)',
      ).argParser(parseJsonLinesFile),
    )
    .addOption(
      new Option(
        '--anchors <which>',
        'training: products with a known positive. all: every product; negatives of an anchor without a known ' +
          'positive go to FILE.audit.jsonl[.gz]',
      )
        .choices(['training', 'all'])
        .default(defaults.anchors),
    );
  for (const [name, flags, description] of NUMBERS) command.addOption(miningOption(name, flags, description));
  command
    .addOption(
      new Option('--pick <how>', 'top: the nearest negatives. random: any within the limits, by --seed')
        .choices(['top', 'random'])
        .default(defaults.pick),
    )
    .addOption(
      new Option('--connected <rows>', 'skip products that share a positive with the anchor in all rows or in pairs')
        .choices(['all', 'pairs'])
        .default(defaults.connected),
    )
    .option('--group-attribute <name>', 'an attribute whose value is the same for all variants of one product')
    .option('--json', 'print a summary in one line of JSON on stdout; needs --out')
    .action((options) => mine(options, output));
  return addReadingOptions(command);
}

function miningOption(name: keyof typeof miningRanges, flags: string, description: string): Option {
  const [min, max] = miningRanges[name];
  return numberOption(flags, description, { min, max, isWhole: wholeMiningOptions.has(name) }).default(defaults[name]);
}

async function mine(
  { model: at, data, out, json, number, positives, maxChance, map, strict, ...rest }: MineOptions,
  output: Output,
): Promise<void> {
  const reading = { ...(map && { map }), ...(strict && { strict }) };
  const renamed = { perPair: number, positivesPerAnchor: positives, maxFalseNegativeChance: maxChance };
  const options = resolveMiningOptions({ ...rest, ...renamed });
  if (json && out === undefined)
    throw new UsageError(
      'wrong-value',
      '--out is missing: --json prints a summary\nName a file for the training rows with --out, or leave out --json.',
    );
  const model = readModel(at);
  const set = await readTrainingSet(data, output, reading);
  const progress = new Progress(output.stderr);
  progress.update(`embedding ${formatCount(set.catalogSize)} products`);
  const miner = new NegativeMiner(model, set, options);
  if (out === undefined) {
    for await (const row of watchRows(miner, progress)) {
      progress.clear();
      output.stdout.write(`${JSON.stringify(row)}\n`);
    }
    return;
  }
  const withoutPositive: MinedRow[] = [];
  await writeWhole(out, trainingLines(watchRows(miner, progress), withoutPositive));
  const audit = insertBeforeEnding(out, '.audit');
  if (options.anchors === 'all') await writeWhole(audit, lines(withoutPositive));
  const summary = { ...miner.summary(), trainingRows: miner.summary().rows - withoutPositive.length, out };
  const written = `${summary.trainingRows} training rows of ${summary.pairs} pairs in ${out}`;
  const more = options.anchors === 'all' ? `, ${withoutPositive.length} negatives without a pair in ${audit}` : '';
  output.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${written}${more}\n`);
}

/** Rows that are mined before Ctrl-C, and the end of a pipe, are noticed again. */
const ROWS_AT_ONCE = 256;

/** The rows of a miner, while it says how many there are. */
async function* watchRows(miner: NegativeMiner, progress: Progress): AsyncGenerator<MinedRow, void, void> {
  let rows = 0;
  for (const row of miner.rows()) {
    yield row;
    rows += 1;
    if (rows % ROWS_AT_ONCE > 0) continue;
    progress.update(`mined ${formatCount(rows)} rows`);
    await nextTurn();
  }
  progress.line(`mined ${formatCount(rows)} rows`);
}

/** Lines of the rows with a positive; rows without one are added to `withoutPositive`. */
async function* trainingLines(
  rows: AsyncIterable<MinedRow>,
  withoutPositive: MinedRow[],
): AsyncGenerator<string, void, void> {
  for await (const row of rows) {
    if (row.positive === undefined) withoutPositive.push(row);
    else yield `${JSON.stringify(row)}\n`;
  }
}

function* lines(rows: readonly MinedRow[]): Generator<string, void, void> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}
