import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { formatSigned } from '../../common/format.ts';

/** Fewer queries prove nothing, as the gate has it. */
const MIN_QUERIES = 10;

/** A difference with its 95 % interval. */
export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** What an interval shows. */
export type Verdict = 'better' | 'worse' | 'open';

/** The judged model beside another system, by capped recall@10. */
export interface Comparison {
  /** The name that the API uses. */
  readonly name: string;
  /** The name for people. */
  readonly title: string;
  /** What the other system is. */
  readonly about: string;
  readonly recall: number;
  /** The model minus the other system; undefined if it is not known. */
  readonly interval: Interval | undefined;
  readonly verdict: Verdict | undefined;
}

/** The decision of the gate, as the view shows it. */
export interface GateDecision {
  readonly passes: boolean;
  /** Which model goes live; null if what is live stays. */
  readonly goesLive: 'trained' | 'text' | null;
  /** The whole reason, as the gate has written it. */
  readonly because: string;
  readonly at: string;
  readonly queries: number;
  /** Capped recall@10 of the judged model. */
  readonly recall: number | undefined;
  /** The systems that decide, then the baselines. */
  readonly comparisons: readonly Comparison[];
  /** How many queries would tell the trained model and the text model apart; undefined if that is known or proved. */
  readonly queriesNeeded: number | undefined;
}

/** Other systems in the order in which they matter. */
const OTHERS: Readonly<Record<string, { readonly title: string; readonly about: string }>> = {
  live: { title: 'Live version', about: 'what shoppers get now' },
  text: { title: 'Text model', about: 'the same reading of the products, without training' },
  trained: { title: 'Trained model', about: 'the model that the same run trained' },
  'tf-idf': { title: 'TF-IDF', about: 'baseline: words in common' },
  'item-knn + tf-idf': { title: 'Item-kNN + TF-IDF', about: 'baseline: bought together, and words in common' },
  'item-knn': { title: 'Item-kNN', about: 'baseline: bought together' },
  'item-knn shrunk': { title: 'Item-kNN, shrunk', about: 'baseline: bought together, with doubt about few purchases' },
  popularity: { title: 'Popularity', about: 'baseline: what sells most' },
};

/** Reads the decision of the gate out of a run; undefined while there is none. */
export function readGate({ decisions = [] }: Pick<TrainingRun, 'decisions'>): GateDecision | undefined {
  const found = decisions.find(({ name }) => name === 'gate');
  if (found === undefined) return undefined;
  const figures = objectOf(found.figures);
  const queries = numberOf(found.queries) ?? 0;
  const goesLive = found.goesLive === 'trained' || found.goesLive === 'text' ? found.goesLive : null;
  const names = [...Object.keys(OTHERS), ...Object.keys(figures).filter((name) => !(name in OTHERS))];
  return {
    passes: found.passes === true,
    goesLive,
    because: found.because,
    at: found.at,
    queries,
    recall: numberOf(objectOf(figures.model)['recall@10']),
    comparisons: names.flatMap((name) => readComparison(name, figures[name], queries)),
    queriesNeeded: numberOf(objectOf(found.proof).queriesNeeded),
  };
}

function readComparison(name: string, given: unknown, queries: number): Comparison[] {
  const figures = objectOf(given);
  const recall = numberOf(figures['recall@10']);
  if (name === 'model' || recall === undefined) return [];
  const interval = readInterval(figures);
  const { title, about } = OTHERS[name] ?? { title: name, about: 'another system' };
  return [{ name, title, about, recall, interval, verdict: interval && verdictOf(interval, queries) }];
}

function readInterval({ difference, low, high }: Readonly<Record<string, unknown>>): Interval | undefined {
  if (typeof difference !== 'number' || typeof low !== 'number' || typeof high !== 'number') return undefined;
  return { difference, low, high };
}

/** What an interval shows: nothing if it holds 0, or if there are too few queries. */
export function verdictOf({ low, high }: Interval, queries: number): Verdict {
  if (queries < MIN_QUERIES) return 'open';
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'open';
}

/** A verdict in words. */
export function wordsOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'not compared';
  return { better: 'better', worse: 'worse', open: 'not told apart' }[verdict];
}

/** An interval in words: `+0.017, 95 % interval +0.005 to +0.029`. */
export function formatInterval({ difference, low, high }: Interval): string {
  return `${formatSigned(difference)}, 95 % interval ${formatSigned(low)} to ${formatSigned(high)}`;
}

/** Whether the judged model is the trained one: only that is compared with the text model of its run. */
export function isOfTrained({ comparisons }: Pick<GateDecision, 'comparisons'>): boolean {
  return comparisons.some(({ name }) => name === 'text');
}

/** The decision in a few words. */
export function headlineOf(gate: Pick<GateDecision, 'goesLive' | 'passes' | 'comparisons'>): string {
  if (!gate.passes) return 'Held back: what is live stays';
  if (gate.goesLive === 'text') return `The text model goes live${isOfTrained(gate) ? ', not the trained one' : ''}`;
  return 'The trained model goes live';
}

/** The reason of the gate as sentences, without the result at its beginning. */
export function sentencesOf(because: string): readonly string[] {
  const [, reason] = /^(?:passed|held)[^:]*: (.*)$/su.exec(because) ?? [because, because];
  return reason!.split('; ').map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
