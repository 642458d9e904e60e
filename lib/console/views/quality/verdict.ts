import type { Judgement, ModelCard } from '../../../client/generated/schemas.ts';
import { MIN_QUERIES } from '../../common/comparison.ts';
import { countOf, formatCount } from '../../common/format.ts';
import type { Tone } from '../../parts/badge.tsx';
import type { ComparedSystem, JudgedSlice } from './judgement.ts';

/** What the figures say, in a few words. */
export interface Headline {
  readonly tone: Tone;
  readonly badge: string;
  readonly text: string;
}

/** What a judgement over all rows says about the model. */
export function headlineOf({ queries, systems }: JudgedSlice): Headline {
  if (queries < MIN_QUERIES) {
    const text = `${countOf(queries, 'query proves', 'queries prove')} nothing: ${MIN_QUERIES} are the least`;
    return { tone: 'quiet', badge: 'Too few queries', text };
  }
  const having = (verdict: ComparedSystem['verdict']) => systems.filter((one) => one.verdict === verdict);
  const [better, open, worse] = [having('better'), having('open'), having('worse')];
  const parts = [
    ...(better.length > 0 ? [`better than ${nameAll(better, systems)}`] : []),
    ...(open.length > 0 ? [`not told apart from ${nameAll(open, systems)}`] : []),
    ...(worse.length > 0 ? [`worse than ${nameAll(worse, systems)}`] : []),
  ];
  const text = parts.join(', ');
  return { ...toneOf(better, worse, systems), text: text.charAt(0).toUpperCase() + text.slice(1) };
}

function toneOf(
  better: readonly ComparedSystem[],
  worse: readonly ComparedSystem[],
  all: readonly ComparedSystem[],
): Pick<Headline, 'tone' | 'badge'> {
  if (worse.length > 0) return { tone: 'danger', badge: 'Worse than another system' };
  if (better.length === all.length) return { tone: 'good', badge: 'Better than all others' };
  const baselines = all.filter(({ isBaseline }) => isBaseline);
  if (baselines.every((one) => better.includes(one))) return { tone: 'good', badge: 'Better than all baselines' };
  return { tone: 'notice', badge: 'Not better than all baselines' };
}

/** Systems in a sentence. Baselines are only counted if there are several. */
function nameAll(systems: readonly ComparedSystem[], all: readonly ComparedSystem[]): string {
  if (systems.length === all.length && all.length > 1) return `all ${all.length} other systems`;
  const names = systems.filter(({ isBaseline }) => !isBaseline).map(({ title }) => `the ${title.toLowerCase()}`);
  const baselines = systems.filter(({ isBaseline }) => isBaseline);
  const isAll = baselines.length === all.filter(({ isBaseline }) => isBaseline).length;
  if (baselines.length > 2) names.push(`${isAll ? 'all ' : ''}${baselines.length} baselines`);
  else names.push(...baselines.map(({ title }) => title));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What a card was judged on, and what was left out of it. */
export function describeRows(judgedOn: ModelCard['judgedOn'], { leftOut }: Judgement): string {
  const where = judgedOn === 'judging' ? 'the uploaded judging data' : 'rows held out of the training data';
  return `Judged on ${where}.${leftOut ? ` Left out: ${describeLeftOut(leftOut)}.` : ''}`;
}

function describeLeftOut(leftOut: NonNullable<Judgement['leftOut']>): string {
  const { unknownQueries, emptyRows, unknownProducts, unrankedProducts } = leftOut;
  const counts = [
    [unknownQueries, 'rows whose query is not in the catalog'],
    [emptyRows, 'rows of which no product is left'],
    [unknownProducts, 'products that are not in the catalog'],
    [unrankedProducts, 'products that are never ranked'],
  ] as const;
  const some = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  return some.length === 0 ? 'nothing' : some.join(', ');
}
