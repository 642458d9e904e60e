import type { Candidate, GateFacts } from './gate-choice.ts';
import { MIN_QUERIES, RIVALS } from './judgement.ts';
import type { SliceMetrics } from './slice-report.ts';
import { type Proof, proveOver, type Standing } from './standing.ts';

/** The figures of the models that were judged. */
export type Standings = Readonly<Record<Candidate, Standing | undefined>>;

/** A decision to explain. */
export interface Decided extends GateFacts {
  readonly goesLive: Candidate | null;
  /** Present if the rows were held out of the training data: which share of it, and what its rows are called. */
  readonly heldOut?: { readonly share: number; readonly rowsAreCalled: string } | undefined;
  readonly standings: Standings;
}

/** More rows than this are never held out (held-out-rule.ts), so more training data does not give more queries. */
const MOST_HELD_OUT = 1000;

/** Explains a decision of the gate in one sentence: the result, how sure it is, and what would make it surer. */
export function explainVerdict(decided: Decided): string {
  const { goesLive, standings, queries } = decided;
  const isProved = queries >= MIN_QUERIES;
  if (goesLive === null) return `held: ${explainHold(decided)}`;
  const own = standings[goesLive];
  const figures = own ? ` (${formatFigures(own.metrics)} on ${formatQueries(queries)} outside its training data)` : '';
  const result = `${isProved ? 'passed' : 'passed without proof'}: the ${goesLive} model goes live${figures}`;
  return [result, ...explainChoice(decided), ...(own ? explainBaselines(own) : [])].join('; ');
}

/** Why the chosen model goes live, and not the other one. */
function explainChoice(decided: Decided): string[] {
  const { hasTrained, hasText, queries, goesLive, live, standings } = decided;
  if (!hasTrained) return queries === 0 ? ['there is no row to judge it on'] : [];
  if (!hasText) return ['no text model was built, because the content of most products cannot be read'];
  if (queries === 0) return [adviseWithoutRows(decided)];
  const { trainedOverText: proof } = decided;
  const [subject, other] = goesLive === 'trained' ? ['it', standings.text] : ['the trained model', standings.trained];
  const figures = other ? ` (${formatFigures(other.metrics)})` : '';
  const compared =
    goesLive === 'trained'
      ? `${subject} is ${formatOutcome(proof)} the text model${figures}`
      : `${subject}${figures} is ${formatOutcome(proof)} it`;
  const isCompared = standings[goesLive ?? 'trained']?.opponents.has('live');
  const beside = isCompared
    ? 'the live version is not better'
    : 'the live version was trained on these rows, so it was not compared';
  const replaced = live === 'nothing' ? [] : [beside];
  return [`${compared}${formatProof(proof)}`, ...advise(decided, proof), ...replaced];
}

function explainHold(decided: Decided): string {
  const { queries, hasTrained, standings, live } = decided;
  const override = 'or promote the version with an override';
  if (queries === 0) {
    return `there is no row to judge on, and another version is live; upload judging data, ${override}`;
  }
  const own = hasTrained ? standings.trained : standings.text;
  const over = hasTrained ? decided.trainedOverLive : decided.textOverLive;
  const figures = own ? `${formatFigures(own.metrics)} on ${formatQueries(queries)}` : '';
  const rivals = (['live', 'text'] as const).flatMap((name) => {
    const opponent = own?.opponents.get(name);
    return opponent ? [`${name} (${formatFigures(opponent.metrics)})`] : [];
  });
  const isUncompared = live === 'trained' && own?.opponents.has('live') === false;
  const demand = isUncompared
    ? 'not proved better than the text model, and cannot be compared with the live version, which learned these rows and'
    : `not ${live === 'text' ? 'proved better than the live text model' : 'as good as the live version'}, which`;
  return [
    `the ${hasTrained ? 'trained' : 'text'} model has ${figures} outside its training data, beside ${rivals.join(', ')}`,
    `it is ${demand} stays live${formatProof(over)}`,
    ...advise(decided, over),
    `add training data, ${override}`,
  ].join('; ');
}

/** Baselines that are proved better than a model. */
function explainBaselines(own: Standing): string[] {
  const better = [...own.opponents].filter(
    ([name, opponent]) => !RIVALS.some((rival) => rival === name) && proveOver(own, opponent)?.outcome === 'worse',
  );
  if (better.length === 0) return [];
  const list = better.map(([name, { metrics }]) => `${name} (${formatFigures(metrics)})`).join(', ');
  return [`${list} ${better.length === 1 ? 'ranks' : 'rank'} better, but cannot be served`];
}

/** How many more rows would tell two models apart. */
function advise({ heldOut, queries }: Decided, proof: Proof | undefined): string[] {
  const needed = proof?.queriesNeeded;
  if (needed === null || needed === undefined) return [];
  if (heldOut === undefined)
    return [`about ${round(needed - queries)} more rows of judging data would tell them apart`];
  if (needed > MOST_HELD_OUT) {
    return [`the difference is too small for held-out rows; judging data of about ${round(needed)} rows would show it`];
  }
  const rows = round((needed - queries) / Math.max(heldOut.share, Number.EPSILON));
  return [`about ${rows} more ${heldOut.rowsAreCalled} would tell them apart, if the difference stays`];
}

function adviseWithoutRows({ heldOut }: Decided): string {
  const rows =
    heldOut !== undefined && heldOut.share > 0
      ? `; ${round(MIN_QUERIES / heldOut.share)} ${heldOut.rowsAreCalled} or judging data would be enough for a first comparison`
      : '; upload judging data';
  return `there is no row to compare the trained model on${rows}`;
}

function formatOutcome(proof: Proof | undefined): string {
  return proof === undefined || proof.outcome === 'unproven' ? 'not proved better than' : `${proof.outcome} than`;
}

function formatProof(proof: Proof | undefined): string {
  if (proof === undefined) return '';
  const [difference, low, high] = [proof.difference, proof.low, proof.high].map(formatSigned);
  return `: difference in ${proof.metric} ${difference}, 95 % interval ${low} to ${high}`;
}

function formatFigures(metrics: SliceMetrics): string {
  return `capped recall@10 ${metrics['recall@10'].toFixed(4)}, ndcg@10 ${metrics['ndcg@10'].toFixed(4)}`;
}

function formatSigned(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(4)}`;
}

function formatQueries(queries: number): string {
  return queries === 1 ? '1 query' : `${queries} queries`;
}

/** Two significant digits, because it is an estimate. */
function round(count: number): number {
  return Number(Math.max(1, Math.ceil(count)).toPrecision(2));
}
