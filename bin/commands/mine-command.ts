import { type MinedRow, NegativeMiner } from '../../lambdas/core/hard-negatives/mine-negatives.ts';
import {
  defaultMiningOptions,
  type MiningOptions,
  resolveMiningOptions,
} from '../../lambdas/core/hard-negatives/mining-options.ts';
import { type Command, type OptionValues, required } from './command.ts';
import { UsageError } from './command-error.ts';
import { readModel } from './input-files.ts';
import { writeWhole } from './output-file.ts';
import { readTrainingSet } from './train-command.ts';

/** Numeric options by their name on the command line. */
const NUMBERS = {
  'range-min': 'rangeMin',
  'range-max': 'rangeMax',
  margin: 'margin',
  'relative-margin': 'relativeMargin',
  'max-score': 'maxScore',
  number: 'perPair',
  positives: 'positivesPerAnchor',
  'max-chance': 'maxFalseNegativeChance',
  seed: 'seed',
} as const;

const CHOICES = { pick: ['top', 'random'], anchors: ['training', 'all'], connected: ['all', 'pairs'] } as const;

const d = defaultMiningOptions;

export const mineCommand: Command = {
  summary: 'find hard negatives under a model, each with an audit',
  usage: `kindred mine --model MODEL_DIR --data DIR [--out FILE.jsonl[.gz]] [--json] [options]

  --model MODEL_DIR     a folder that 'train' wrote
  --data DIR            catalog and train, as for 'train'
  --out FILE            training rows {"anchor", "positive", "negative", "audit"}; without it they go to stdout
  --anchors A           training: products with a known positive (default); all: every product. One without a known
                        positive gives no training row; its negatives go to FILE.audit.jsonl[.gz]
  --number N            negatives of a pair (default ${d.perPair})
  --positives N         positives of an anchor, the most frequent first (default ${d.positivesPerAnchor})
  --pick P              top: the nearest (default); random: any within the limits, by --seed
  --seed N              default ${d.seed}
  --range-min N         first rank taken, from 0 (default ${d.rangeMin})
  --range-max N         end of the ranks, exclusive (default ${d.rangeMax})
  --margin X            a negative scores below the positive's score - X (default ${d.margin})
  --relative-margin X   and below the positive's score x (1 - X) (default ${d.relativeMargin})
  --max-score X         and at most X (default ${d.maxScore})
  --max-chance X        greatest estimated chance of a negative to be a positive in truth (default ${d.maxFalseNegativeChance})
  --connected C         skip what shares a positive with the anchor: all rows (default), or pairs only
  --group-attribute A   an attribute whose value variants of one product share
  --json                a summary in one line of JSON on stdout (needs --out)
`,
  options: {
    model: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
    'group-attribute': { type: 'string' },
    ...Object.fromEntries([...Object.keys(NUMBERS), ...Object.keys(CHOICES)].map((name) => [name, { type: 'string' }])),
  },
  async run(values) {
    const options = optionsOf(values);
    const out = outputOf(values);
    const model = readModel(required(values, 'model'));
    const miner = new NegativeMiner(model, await readTrainingSet(required(values, 'data')), options);
    if (out === undefined) {
      for (const row of miner.rows()) process.stdout.write(`${JSON.stringify(row)}\n`);
      return;
    }
    const looked: MinedRow[] = [];
    await writeWhole(out, trainingLines(miner, looked));
    const audit = out.replace(/\.jsonl(\.gz)?$/, '.audit.jsonl$1');
    if (options.anchors === 'all') await writeWhole(audit, lines(looked));
    const summary = { ...miner.summary(), trainingRows: miner.summary().rows - looked.length, out };
    const told = `${summary.trainingRows} training rows of ${summary.pairs} pairs in ${out}`;
    const more = options.anchors === 'all' ? `, ${looked.length} negatives without a pair in ${audit}` : '';
    process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `${told}${more}\n`);
  },
};

/** @throws UsageError for what is no number or no choice; MiningError for what is out of range. */
function optionsOf(values: OptionValues): MiningOptions {
  const given: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(NUMBERS)) {
    if (values[name] === undefined) continue;
    const number = values[name] === '' ? Number.NaN : Number(values[name]);
    if (Number.isNaN(number)) throw new UsageError('wrong-value', `--${name} is ${values[name]}, expected a number`);
    given[option] = number;
  }
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = values[name];
    if (value === undefined) continue;
    if (!choices.some((choice) => choice === value))
      throw new UsageError('wrong-value', `--${name} is ${value}, expected one of ${choices.join(', ')}`);
    given[name] = value;
  }
  if (values['group-attribute'] !== undefined) given.groupAttribute = values['group-attribute'];
  return resolveMiningOptions(given);
}

function outputOf({ out, json }: OptionValues): string | undefined {
  if (out === undefined && !json) return undefined;
  if (typeof out === 'string' && /\.jsonl(\.gz)?$/.test(out)) return out;
  throw new UsageError('wrong-value', `--out is ${out ?? 'missing'}, expected a name that ends in .jsonl or .jsonl.gz`);
}

/** The lines of rows with a positive; the others are set aside. */
function* trainingLines(miner: NegativeMiner, aside: MinedRow[]): Generator<string, void, void> {
  for (const row of miner.rows()) {
    if (row.positive === undefined) aside.push(row);
    else yield `${JSON.stringify(row)}\n`;
  }
}

function* lines(rows: readonly MinedRow[]): Generator<string, void, void> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}
