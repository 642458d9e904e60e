import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { type Comparison, type Interval, type System, systemsOf, verdictOf } from '../../common/comparison.ts';

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

/** Reads the decision of the gate out of a run; undefined while there is none. */
export function readGate({ decisions = [] }: Pick<TrainingRun, 'decisions'>): GateDecision | undefined {
  const found = decisions.find(({ name }) => name === 'gate');
  if (found === undefined) return undefined;
  const figures = objectOf(found.figures);
  const queries = numberOf(found.queries) ?? 0;
  const goesLive = found.goesLive === 'trained' || found.goesLive === 'text' ? found.goesLive : null;
  const systems = systemsOf(Object.keys(figures).filter((name) => name !== 'model'));
  return {
    passes: found.passes === true,
    goesLive,
    because: found.because,
    at: found.at,
    queries,
    recall: numberOf(objectOf(figures.model)['recall@10']),
    comparisons: systems.flatMap((system) => readComparison(system, figures[system.name], queries)),
    queriesNeeded: numberOf(objectOf(found.proof).queriesNeeded),
  };
}

function readComparison(system: System, given: unknown, queries: number): Comparison[] {
  const figures = objectOf(given);
  const recall = numberOf(figures['recall@10']);
  if (recall === undefined) return [];
  const interval = readInterval(figures);
  return [{ ...system, recall, interval, verdict: interval && verdictOf(interval, queries) }];
}

function readInterval({ difference, low, high }: Readonly<Record<string, unknown>>): Interval | undefined {
  if (typeof difference !== 'number' || typeof low !== 'number' || typeof high !== 'number') return undefined;
  return { difference, low, high };
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
