import { Command, Option } from 'commander';
import type { SearchReport, TrialReport } from '../../lambdas/core/self-tuning/search-report.ts';
import { tuneConfig } from '../../lambdas/core/self-tuning/tune-config.ts';
import { listChangedSettings } from '../../lambdas/core/training/config/training-config.ts';
import { countRows } from '../../lambdas/core/training/data/new-rows.ts';
import type { Preparation } from '../../lambdas/core/training/plans/step-plan.ts';
import type { TrainingProgress } from '../../lambdas/core/training/run/training-report.ts';
import { type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { type Column, renderTable } from '../../lib/terminal/text-table.ts';
import { readTrainingSet } from '../files/input-files.ts';
import { checkOutputFile, writeWhole } from '../files/output-file.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { runWithProgress } from '../training/training-progress.ts';
import {
  budgetOption,
  configOption,
  resolveConfig,
  type SettingOptions,
  seedOption,
} from '../training/training-settings.ts';

interface TuneOptions extends ReadingOptions, SettingOptions {
  readonly data: string;
  readonly out?: string;
  readonly json?: true;
}

/** `kindred tune`. */
export function buildTuneCommand(output: Output): Command {
  const command = new Command('tune')
    .description("Searches for better settings by successive halving, and writes them for 'train --config'.")
    .addOption(requiredOption('--data <folder>', "a folder with catalog and train, as for 'train'"))
    .addOption(new Option('--out <file>', 'a JSON file for the settings (default: they are printed)'))
    .addOption(configOption())
    .addOption(
      budgetOption(
        'seconds (90, 90s) or minutes (2m) of a nominal core for the search and the training after it; the search ' +
          'takes at most half; counted, not measured, so that runs repeat',
      ),
    )
    .addOption(seedOption())
    .option('--json', 'print one line of JSON on stdout: the settings and every trial')
    .action((options) => tune(options, output));
  return addReadingOptions(command);
}

async function tune(options: TuneOptions, output: Output): Promise<void> {
  const { data: folder, out, json } = options;
  const given = resolveConfig(options, { tune: true }, output);
  if (out !== undefined) checkOutputFile(out);
  const set = await readTrainingSet(folder, output, options);
  if (countRows(set) === 0)
    throw new UsageError(
      'empty-input',
      `${folder} has no row of training data that can be used\nAdd rows whose products are in the catalog.`,
    );
  const progress = new Progress(output.stderr);
  const found = await runWithProgress(asProgress(tuneConfig(set, given)), progress, 'searched');
  // With `tune` the configuration always has a search.
  const search = found.search!;
  const config = listChangedSettings(found.config);
  if (out !== undefined) await writeWhole(out, [`${JSON.stringify(config, null, 2)}\n`]);
  const train = `kindred train --data ${folder} --out model --config ${out ?? 'FILE'}`;
  const lines = [
    ...renderTrials(search, output),
    '',
    `settings: ${search.verdict}`,
    out === undefined ? JSON.stringify(config, null, 2) : `written: ${out}`,
    `Train with them: ${train}`,
  ];
  const answer = { config, ...(out !== undefined && { out }), search };
  output.stdout.write(json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n').trim()}\n`);
}

function* asProgress<Result>(search: Generator<Preparation, Result, void>): Generator<TrainingProgress, Result, void> {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
    yield { phase: 'preparing', doing: value };
  }
}

const COLUMNS: readonly Column[] = [
  { title: 'outcome' },
  { title: 'ndcg@10', align: 'right' },
  { title: 'recall@10', align: 'right' },
  { title: 'steps', align: 'right' },
  { title: 'settings' },
];

/** A row for each trial: the chosen one, then the best result first. */
function renderTrials({ trials }: SearchReport, { stdout }: Output): string[] {
  if (trials.length === 0) return [];
  const last = (trial: TrialReport) => trial.results.at(-1);
  const rank = (trial: TrialReport): number[] => [
    trial.outcome === 'chosen' ? 1 : 0,
    trial.results.length,
    last(trial)?.ndcg ?? 0,
  ];
  const byResult = trials.toSorted((a, b) => compareRanks(rank(b), rank(a)));
  const figure = (value: number | null | undefined): string => value?.toFixed(4) ?? '-';
  const rows = byResult.map((trial) => {
    const { ndcg, recall, steps = 0 } = last(trial) ?? {};
    return [trial.outcome, figure(ndcg), figure(recall), String(steps), describeSettings(trial)];
  });
  return renderTable(stdout, COLUMNS, rows);
}

/** By the first number that differs. */
function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function describeSettings({ settings, fields }: TrialReport): string {
  const round = (value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(3)) : value);
  const changes = Object.entries({ ...settings, ...fields }).map(([name, value]) => `${name} ${round(value)}`);
  return changes.length === 0 ? 'as given' : changes.join(', ');
}
