import { ModelInputError } from '../../core/features/feature-error.ts';
import type { Model } from '../../core/model/model.ts';
import { isPairHeldOut } from '../../core/training/data/held-out-rule.ts';
import { buildStepInputs, type StepTriplet } from '../../core/training/online/step-inputs.ts';
import { rejectRecord } from '../../formats/files/rejected-record.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { idOf } from '../catalog/read-products.ts';
import { UseCaseError, type UseCaseFault } from '../common/use-case-error.ts';
import { readLineageSplit } from '../models/lineage-split.ts';
import { resolveTriplets } from '../online-steps/resolve-triplets.ts';
import type { AcceptedLine } from '../uploads/read-batches.ts';
import type { RejectedLine } from '../uploads/rejects-report.ts';
import type { WholeTriplet } from './classify-upload.ts';

export interface UsableTriplets {
  readonly triplets: readonly StepTriplet[];
  readonly refused: readonly RejectedLine[];
  /** Number of rows that are held out for evaluation: no step is taken on them. */
  readonly heldOut: number;
}

type Line = AcceptedLine<WholeTriplet>;
type ResolvedLine = Line & { readonly triplet: StepTriplet };

/**
 * Selects the rows of an upload that a step can be taken on. It refuses rows that name an unknown product, name one
 * product twice, or have a value that the model cannot read. It leaves out rows that training runs hold out for
 * evaluation.
 */
export async function selectUsableTriplets(
  ports: { readonly products: ProductStore; readonly registry: Pick<ModelRegistry, 'get'> },
  head: { readonly version: string; readonly model: Model },
  lines: readonly Line[],
): Promise<UsableTriplets> {
  const { seed, heldOutFraction, rule } = await readLineageSplit(ports.registry, head.version);
  // The share of a later run is not known here. With more rows it is smaller, so this one is the largest.
  const widest = rule?.by === 'time' ? rule : { by: 'random' as const, share: heldOutFraction };
  const kept = lines.filter(({ value }) => {
    const [anchor, positive] = [idOf(value.anchor), idOf(value.positive)];
    if (anchor === undefined || positive === undefined) return true;
    return !isPairHeldOut([anchor, positive], value.at, seed, widest);
  });
  const { resolved, refused } = await resolveLines(ports, kept);
  const misfits = resolved.flatMap((line) => refuseMisfit(head.model, line));
  const misfitLines = new Set(misfits.map(({ line }) => line));
  return {
    triplets: resolved.filter(({ line }) => !misfitLines.has(line)).map(({ triplet }) => triplet),
    refused: [...refused, ...misfits],
    heldOut: lines.length - kept.length,
  };
}

/** Resolves the products of each line, and refuses the lines for which that fails. */
async function resolveLines(
  ports: { readonly products: ProductStore },
  lines: readonly Line[],
): Promise<{ resolved: ResolvedLine[]; refused: RejectedLine[] }> {
  const refused: RejectedLine[] = [];
  let left = lines;
  for (;;) {
    const faults = new Map<number, UseCaseFault>();
    try {
      const triplets = await resolveTriplets(
        ports,
        left.map(({ value }) => value),
      );
      return { resolved: left.map((line, i) => ({ ...line, triplet: triplets[i]! })), refused };
    } catch (cause) {
      if (!(cause instanceof UseCaseError && cause.code === 'invalid-request')) throw cause;
      for (const fault of cause.faults.toReversed()) faults.set(Number(fault.path[1]), fault);
    }
    refused.push(...[...faults].map(([row, fault]) => refuse(left[row]!, fault.detail)));
    left = left.filter((_, row) => !faults.has(row));
  }
}

function refuseMisfit(model: Model, line: ResolvedLine): RejectedLine[] {
  try {
    buildStepInputs(model, [line.triplet]);
    return [];
  } catch (cause) {
    if (cause instanceof ModelInputError) return [refuse(line, cause.detail)];
    throw cause;
  }
}

function refuse({ line, value }: Line, detail: string): RejectedLine {
  return rejectRecord(line, 'unusable', detail, JSON.stringify(value));
}
