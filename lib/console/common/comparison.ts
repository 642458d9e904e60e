import type { Difference } from '../../client/generated/schemas.ts';
import { formatSigned } from './format.ts';

/** Fewer queries prove nothing, as the gate has it. */
export const MIN_QUERIES = 10;

/** A difference with its 95 % interval. */
export type Interval = Difference;

/** What an interval shows. */
export type Verdict = 'better' | 'worse' | 'open';

/** A system that a model is compared with, for people. */
export interface System {
  /** The name that the API uses. */
  readonly name: string;
  /** The name for people. */
  readonly title: string;
  /** What it is. */
  readonly about: string;
  /** Whether it ranks without any model. */
  readonly isBaseline: boolean;
}

/** The judged model beside another system, by capped recall@10. */
export interface Comparison extends System {
  readonly recall: number;
  /** The model minus the other system; undefined if it is not known. */
  readonly interval: Interval | undefined;
  readonly verdict: Verdict | undefined;
}

/** The known systems, in the order in which they matter. */
const SYSTEMS: readonly System[] = [
  model('live', 'Live version', 'what shoppers get now'),
  model('text', 'Text model', 'the same reading of the products, without training'),
  model('trained', 'Trained model', 'the model that the same run trained'),
  baseline('tf-idf', 'TF-IDF', 'words in common'),
  baseline('item-knn + tf-idf', 'Item-kNN + TF-IDF', 'bought together, and words in common'),
  baseline('item-knn', 'Item-kNN', 'bought together'),
  baseline('item-knn shrunk', 'Item-kNN, shrunk', 'bought together, with doubt about few purchases'),
  baseline('tuned blend', 'Tuned blend', 'bought together, and words in common, in proportions that suit the shop'),
  baseline('ease', 'EASE', 'a linear model of what is bought together'),
  baseline('popularity', 'Popularity', 'what sells most'),
];

function model(name: string, title: string, about: string): System {
  return { name, title, about, isBaseline: false };
}

function baseline(name: string, title: string, about: string): System {
  return { name, title, about: `baseline: ${about}`, isBaseline: true };
}

/** The systems of these names, the known ones in their order first. */
export function systemsOf(names: readonly string[]): readonly System[] {
  const known = SYSTEMS.filter(({ name }) => names.includes(name));
  const others = names.filter((name) => !SYSTEMS.some((one) => one.name === name));
  return [...known, ...others.map((name) => ({ name, title: name, about: 'another system', isBaseline: true }))];
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
