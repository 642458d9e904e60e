import { computeMacroRatio, type MacroRatio } from './macro-ratio.ts';
import {
  OPPONENT_KINDS,
  type OpponentKind,
  QUALITY_METRICS,
  type QualityMetric,
  type SetQuality,
} from './set-quality.ts';

/** Sets that were trained on and judged, by name. Plain JSON. */
export type MeasuredSets = Readonly<Record<string, SetQuality & { readonly trainingSeconds: number }>>;

/** What all sets of a bench are trained with. Plain JSON. */
export interface BenchSettings {
  readonly seed: number;
  /** Settings of the training configuration that differ from their defaults. */
  readonly config: object;
}

/** The figures of several sets, with the macro ratios. Plain JSON. */
export interface BenchAnswer extends BenchSettings {
  /** In the order of their names. */
  readonly sets: MeasuredSets;
  /** By the kind of baseline and the metric; null if no slice counts. */
  readonly macro: Readonly<Record<OpponentKind, Readonly<Record<QualityMetric, MacroRatio | null>>>>;
}

/** Puts the figures of sets together. */
export function summarizeSets(settings: BenchSettings, measured: MeasuredSets): BenchAnswer {
  const sets = Object.fromEntries(Object.entries(measured).sort(([a], [b]) => (a < b ? -1 : 1)));
  const macro = OPPONENT_KINDS.map((kind) => [
    kind,
    Object.fromEntries(QUALITY_METRICS.map((metric) => [metric, computeMacroRatio(sets, kind, metric)])),
  ]);
  return { ...settings, sets, macro: Object.fromEntries(macro) as BenchAnswer['macro'] };
}
