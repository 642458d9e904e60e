import { LEAST_AUTO_DIM } from '../../lambdas/core/training/config/auto-dimension.ts';
import { limits } from './prices.ts';
import type { Rates } from './rates.ts';
import { billOfMonth, type MonthOfShop } from './size-bill.ts';
import { type EngineSize, estimateExactSearch, estimateIndexedSearch, findCrossovers } from './size-search.ts';
import { estimateTraining, type TrainingSize } from './size-training.ts';

const SHOPS = [
  [5_000, 50_000],
  [20_000, 200_000],
  [100_000, 1_000_000],
  [300_000, 3_000_000],
  [1_000_000, 10_000_000],
  [10_000_000, 100_000_000],
  [100_000_000, 1_000_000_000],
] as const;
const CATALOGS = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] as const;
const DIM = LEAST_AUTO_DIM;
const QUERIES_PER_MONTH = 10e6;
const VERSIONS_PER_MONTH = 4;

/** A full upload each day, and a run each week. */
const MONTHS: readonly MonthOfShop[] = [
  { products: 10_000, queries: 100_000, runs: 4, uploads: 30 },
  { products: 100_000, queries: 1_000_000, runs: 4, uploads: 30 },
  { products: 1_000_000, queries: 10_000_000, runs: 4, uploads: 30 },
];

const TOO_MUCH = 'above the limit';

/** The tables of docs/sizing.md, as Markdown. */
export function renderSizingTables(rates: Rates): string {
  const { command, machine, node, at } = rates.measured;
  return [
    `Rates: \`${command}\`, ${machine}, Node ${node}, ${at}; one thread, processor time.`,
    '### A training run',
    markdownTable(
      ['products', 'pairs', 'trained on', 'steps', 'takes', '`trainingMemoryMegabytes`', 'minutes', 'dollars'],
      SHOPS.map(([products, pairs]) => trainingRow(estimateTraining(products, pairs, rates))),
    ),
    `### Search, ${DIM} numbers a vector`,
    markdownTable(
      ['products', 'engine', 'MB', 'warm ms', 'cold s', '$ a million queries', '$ a month', '$ a version'],
      CATALOGS.flatMap((products) => [
        searchRow(products, 'exact', estimateExactSearch(products, DIM, rates)),
        searchRow(products, 'dynamodb', estimateIndexedSearch(products, DIM)),
      ]),
    ),
    `### The crossover, ${DIM} numbers a vector, ${count(QUERIES_PER_MONTH)} queries and ${VERSIONS_PER_MONTH} versions a month`,
    markdownTable(
      ['of the exact engine', 'at products'],
      findCrossovers(DIM, rates, QUERIES_PER_MONTH, VERSIONS_PER_MONTH).map(({ what, products }) => [
        what,
        count(products),
      ]),
    ),
    '### A month, every line of the bill, in dollars',
    billTable(rates),
  ].join('\n\n');
}

/** A column for each shop, a row for each line, and the sum. */
function billTable(rates: Rates): string {
  const bills = MONTHS.map((shop) => billOfMonth(shop, rates));
  const sums = bills.map((bill) => bill.reduce((sum, [, dollars]) => sum + dollars, 0));
  const heads = MONTHS.map(({ products, queries }) => `${count(products)} products, ${count(queries)} queries`);
  const rows = bills[0]!.map(([what], i) => [what, ...bills.map((bill) => digits(bill[i]![1]))]);
  return markdownTable(['what', ...heads], [...rows, ['all', ...sums.map(digits)]]);
}

function trainingRow(size: TrainingSize): string[] {
  const { products, pairs, trainedOn, steps, memoryBytes, megabytes, seconds, dollars } = size;
  return [
    count(products),
    count(pairs),
    trainedOn < products ? count(trainedOn) : 'all',
    grouped(steps),
    `${digits(memoryBytes / 2 ** 20)} MB`,
    grouped(megabytes),
    digits(seconds / 60),
    digits(dollars),
  ];
}

function searchRow(products: number, engine: string, size: EngineSize): string[] {
  return [
    count(products),
    engine,
    size.megabytes <= limits.functionMegabytes ? digits(size.megabytes) : TOO_MUCH,
    digits(size.warmSeconds * 1000),
    digits(size.coldSeconds),
    digits(size.dollarsPerMillionQueries),
    digits(size.dollarsPerMonth),
    digits(size.dollarsPerVersion),
  ];
}

/** A Markdown table with aligned columns. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Two significant digits: `0.37`, `4.1`, `820`, `12,000`. */
function digits(x: number): string {
  return x === 0 ? '0' : grouped(Number(x.toPrecision(2)));
}

function count(x: number): string {
  const rounded = Number(x.toPrecision(2));
  if (rounded >= 1e9) return `${rounded / 1e9} billion`;
  return rounded >= 1e6 ? `${rounded / 1e6} million` : grouped(rounded);
}

function grouped(x: number): string {
  return x.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
