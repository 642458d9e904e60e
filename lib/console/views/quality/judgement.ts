import type { Judgement, SliceFigures } from '../../../client/generated/schemas.ts';
import { type Comparison, systemsOf, verdictOf } from '../../common/comparison.ts';

/** Another system on a slice, beside the model. */
export interface ComparedSystem extends Comparison {
  readonly figures: SliceFigures;
}

/** A part of the judged queries: how the model and the other systems answer them. */
export interface JudgedSlice {
  /** The name that the card uses. */
  readonly name: string;
  readonly queries: number;
  readonly figures: SliceFigures;
  /** Models first, then baselines. */
  readonly systems: readonly ComparedSystem[];
}

/** The figures of all systems by slice. */
type Compared = Judgement['derived'];

const ALL = 'all';
/** The slice of all rows where the rows use the name `all` for only some of them. */
const EVERY_ROW = 'every row';
/** Models that a model may be compared with. */
const RIVALS = ['live', 'text', 'trained'] as const;

/** The judgement over all rows, as the gate reads it; undefined if nothing was judged. */
export function readStanding(judgement: Judgement): JudgedSlice | undefined {
  const { derived } = judgement;
  if (derived.metrics[EVERY_ROW] !== undefined) return sliceOf(derived, EVERY_ROW);
  return sliceOf(ownOf(judgement), ALL) ?? sliceOf(derived, ALL);
}

/** All other slices: those that the rows name, and those that follow from the catalog and the training data. */
export function listSlices(judgement: Judgement): { readonly own: JudgedSlice[]; readonly derived: JudgedSlice[] } {
  const standing = readStanding(judgement);
  const listOf = (compared: Compared) =>
    Object.keys(compared.metrics).flatMap((name) => (name === standing?.name ? [] : (sliceOf(compared, name) ?? [])));
  // A slice that is named by every row says what the judgement over all rows says.
  const own = listOf(ownOf(judgement)).filter(({ queries }) => queries !== standing?.queries);
  return { own, derived: listOf(judgement.derived) };
}

function ownOf(judgement: Judgement): Compared {
  const { metrics, baselines, intervals } = judgement;
  const rivals = RIVALS.flatMap((name) => {
    const report = judgement[name];
    return report ? [[name, report] as const] : [];
  });
  return { metrics, intervals, opponents: { ...baselines, ...Object.fromEntries(rivals) } };
}

function sliceOf({ metrics, opponents, intervals }: Compared, name: string): JudgedSlice | undefined {
  const figures = metrics[name];
  if (figures === undefined || figures.queries === 0) return undefined;
  const { queries } = figures;
  const systems = systemsOf(Object.keys(opponents)).flatMap((system): ComparedSystem[] => {
    const of = opponents[system.name]?.[name];
    if (of === undefined) return [];
    const known = intervals[system.name]?.[name]?.['recall@10'];
    // JSON has null for what is not finite.
    const interval = known && Number.isFinite(known.difference) ? known : undefined;
    const verdict = interval && verdictOf(interval, queries);
    return [{ ...system, figures: of, recall: of['recall@10'], interval, verdict }];
  });
  return { name, queries, figures, systems };
}

/** Stands for the baseline that is best on a slice. */
export const BEST_BASELINE = 'best baseline';

/** The system to compare with on a slice; undefined if it was not judged there. */
export function opponentOn({ systems }: JudgedSlice, name: string): ComparedSystem | undefined {
  if (name !== BEST_BASELINE) return systems.find((one) => one.name === name);
  const baselines = systems.filter(({ isBaseline }) => isBaseline);
  return baselines.reduce<ComparedSystem | undefined>(
    (best, one) => (best === undefined || one.recall > best.recall ? one : best),
    undefined,
  );
}
