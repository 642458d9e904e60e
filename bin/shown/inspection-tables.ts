import type { FieldShare, HeavyToken, ModelInspection, RowLengths } from '../../lambdas/core/model/inspect-model.ts';
import { listChangedSettings, type TrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import type { TrainingReport } from '../../lambdas/core/training/run/training-report.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { paint } from '../../lib/terminal/text-stream.ts';
import { type Column, renderTable } from '../../lib/terminal/text-table.ts';

/** What `kindred inspect` has found about a model. */
interface Inspection extends ModelInspection {
  readonly modelVersion: string;
  readonly weightsSha256: string;
  /** Size of the file of weights. */
  readonly bytes: number;
  readonly file: Readonly<Record<string, unknown>>;
  readonly config: Partial<TrainingConfig>;
  readonly learnedFrom?: TrainingReport['learnedFrom'];
  readonly data?: TrainingReport['data'];
}

/** The lines that describe a model for a person. */
export function renderInspection(model: Inspection, { stdout }: Output): string[] {
  const { modelVersion, weightsSha256, bytes, parameters, file, fields, heaviest, lengths } = model;
  const { sources, ...metadata } = file;
  const block = (title: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0 ? [] : ['', paint(stdout, 'strong', title), ...renderTable(stdout, columns, rows)];
  const known = { weightsSha256, ...metadata, numbers: describeSources(sources), ...describeData(model) };
  return [
    `${paint(stdout, 'strong', modelVersion)}  ${formatCount(parameters)} parameters, ${formatCount(bytes)} bytes`,
    ...block('Model', NAMED, namedRows(known)),
    ...block('Settings other than the defaults', NAMED, namedRows(flatten(listChangedSettings(model.config)))),
    ...block('Fields', FIELDS, fields.map(fieldRow)),
    ...block('Heaviest tokens', TOKENS, heaviest.map(tokenRow)),
    ...block('Lengths of rows', LENGTHS, Object.entries(lengths).map(lengthsRow)),
  ];
}

const right = (title: string): Column => ({ title, align: 'right' });
const NAMED: readonly Column[] = [{ title: 'name' }, { title: 'value' }];
const FIELDS = [{ title: 'field' }, ...['tokens', 'weight', 'share before training', 'after'].map(right)];
const TOKENS = [{ title: 'field' }, { title: 'token' }, ...['IDF', 'length', 'weight'].map(right)];
const LENGTHS = [{ title: 'kind' }, ...['rows', 'least', 'mean', 'largest'].map(right)];

function fieldRow({ field, tokens, weight, shareBefore, shareAfter }: FieldShare): string[] {
  return [field, formatCount(tokens), weight.toFixed(3), formatShare(shareBefore), formatShare(shareAfter)];
}

function tokenRow({ field, value, idf, length, weight }: HeavyToken): string[] {
  return [field, value, idf.toFixed(2), length.toFixed(3), weight.toFixed(3)];
}

function lengthsRow([kind, { rows, least, mean, largest }]: [string, RowLengths]): string[] {
  return [kind, formatCount(rows), ...[least, mean, largest].map((one) => one.toFixed(3))];
}

function namedRows(values: Readonly<Record<string, unknown>>): string[][] {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return known.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** The settings of `features` beside the others. */
function flatten({ features = {}, ...own }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const inner = Object.entries(features as object).map(([name, value]) => [`features.${name}`, value]);
  return { ...own, ...Object.fromEntries(inner) };
}

/** The numbers and vectors that the model reads. */
function describeSources(sources: unknown): string {
  const named = sources as readonly { kind: string; name?: string; width?: number }[];
  return named.map(({ kind, name = kind, width }) => (width ? `${name} (${width} numbers)` : name)).join(', ');
}

function describeData({ data, learnedFrom }: Inspection): Record<string, string | undefined> {
  if (data === undefined) return {};
  const counts = `${formatCount(data.products)} products, ${formatCount(data.rows)} rows, ${formatCount(data.facts)} facts`;
  return { learnedFrom, data: counts, continuedFrom: data.goneOnFrom };
}

function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
