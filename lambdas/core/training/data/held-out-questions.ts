import type { JudgingRow } from '../../catalog/training-row.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { type DrawnRows, distinctPairs } from './held-out-draws.ts';
import type { ProductGroup, TrainingSet } from './training-set.ts';

/** Further questions of one held-out fact, at most; the rest of a large basket would say the same. */
const MAX_FURTHER = 4;

/** What is asked about held-out facts. */
export interface HeldOutQuestions {
  /**
   * The queries on which models are judged, one of each fact. Of a pair: anchor -> positive. Of a session: its last
   * product but one -> its last. Of a basket: one random product -> the others.
   */
  readonly judging: readonly JudgingRow[];
  /**
   * What judging does not ask about the same facts, for the choice of weights. Of a pair: positive -> anchor. Of a
   * session: each earlier product -> the next, or of two products the second -> the first. Of a basket: other products
   * -> the rest. `slice` is the number of the fact.
   */
  readonly further: readonly JudgingRow[];
}

/** A question by rows of `products`. */
interface Question {
  readonly query: number;
  readonly relevant: readonly number[];
}

/** The questions about a fact. */
interface FactQuestions {
  readonly judged: Question;
  readonly further: readonly Question[];
}

/** Builds the questions about held-out facts: the distinct pairs, then the groups. */
export function buildQuestions({ products }: TrainingSet, { pairs, groups }: DrawnRows): HeldOutQuestions {
  const idOf = (row: number) => products[row]!.id;
  const toRow = ({ query, relevant }: Question) => ({ query: idOf(query), relevant: relevant.map(idOf) });
  const ofFacts = [
    ...distinctPairs(pairs).map(({ row }) => askPair(row.anchor, row.positive)),
    ...groups.map(({ row, random }) => (row.kind === 'session' ? askSession(row) : askBasket(row, random))),
  ];
  return {
    judging: ofFacts.map(({ judged }) => toRow(judged)),
    further: ofFacts.flatMap(({ further }, fact) => further.map((one) => ({ ...toRow(one), slice: String(fact) }))),
  };
}

function askPair(anchor: number, positive: number): FactQuestions {
  return { judged: { query: anchor, relevant: [positive] }, further: [{ query: positive, relevant: [anchor] }] };
}

function askSession({ items }: ProductGroup): FactQuestions {
  const distinct = [...new Set(items)];
  const [query, last] = [distinct.at(-2)!, distinct.at(-1)!];
  const earlier = distinct.slice(0, -2).map((one, i) => ({ query: one, relevant: [distinct[i + 1]!] }));
  const further = earlier.length > 0 ? earlier.slice(-MAX_FURTHER) : [{ query: last, relevant: [query] }];
  return { judged: { query, relevant: [last] }, further };
}

function askBasket({ items }: ProductGroup, random: CounterRandom): FactQuestions {
  const distinct = [...new Set(items)];
  const ask = (query: number) => ({ query, relevant: distinct.filter((item) => item !== query) });
  const query = distinct[random.integer(distinct.length)]!;
  const others = Int32Array.from(distinct.filter((item) => item !== query));
  random.shuffle(others);
  return { judged: ask(query), further: Array.from(others.subarray(0, MAX_FURTHER), ask) };
}
