import { ModelInputError } from '../../core/features/feature-error.ts';
import type { Model } from '../../core/model/model.ts';
import { HELD_OUT_STREAM, RowRandom } from '../../core/training/data/held-out-split.ts';
import { buildStepInputs, type StepTriplet } from '../../core/training/online/step-inputs.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { idOf } from '../catalog/read-products.ts';
import { UseCaseError, type UseCaseFault } from '../common/use-case-error.ts';
import { heldOutBy } from '../models/lineage-split.ts';
import { resolveTriplets } from '../online-steps/resolve-triplets.ts';
import type { AcceptedLine } from '../uploads/read-upload.ts';
import type { RejectedLine } from '../uploads/rejects-report.ts';
import type { WholeTriplet } from './classify-upload.ts';

/** How much of a refused line its report shows. */
const KEPT_CHARACTERS = 200;

export interface UsableTriplets {
  readonly triplets: readonly StepTriplet[];
  readonly refused: readonly RejectedLine[];
  /** Rows that models are judged on: no step is taken on them. */
  readonly heldOut: number;
}

type Line = AcceptedLine<WholeTriplet>;
type ResolvedLine = Line & { readonly triplet: StepTriplet };

/**
 * What a step can be taken on of an upload's rows: not on those that name unknown products, name one twice, or say what the model
 * cannot read, and not on those that runs hold out to judge by.
 */
export async function usableTriplets(
  ports: { readonly products: ProductStore; readonly registry: Pick<ModelRegistry, 'get'> },
  head: { readonly version: string; readonly model: Model },
  lines: readonly Line[],
): Promise<UsableTriplets> {
  const { seed, heldOutFraction } = await heldOutBy(ports.registry, head.version);
  const draws = new RowRandom(seed, HELD_OUT_STREAM);
  const kept = lines.filter(({ value }) => {
    const [anchor, positive] = [idOf(value.anchor), idOf(value.positive)];
    if (anchor === undefined || positive === undefined) return true;
    return draws.of([anchor, positive]).uniform() >= heldOutFraction;
  });
  const { resolved, refused } = await resolvedLines(ports, kept);
  const misfits = resolved.flatMap((line) => misfitOf(head.model, line));
  const misfitLines = new Set(misfits.map(({ line }) => line));
  return {
    triplets: resolved.filter(({ line }) => !misfitLines.has(line)).map(({ triplet }) => triplet),
    refused: [...refused, ...misfits],
    heldOut: lines.length - kept.length,
  };
}

/** The lines with the products that they name, and those of which that cannot be had. */
async function resolvedLines(
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
    refused.push(...[...faults].map(([row, fault]) => refusal(left[row]!, fault.detail)));
    left = left.filter((_, row) => !faults.has(row));
  }
}

function misfitOf(model: Model, line: ResolvedLine): RejectedLine[] {
  try {
    buildStepInputs(model, [line.triplet]);
    return [];
  } catch (cause) {
    if (cause instanceof ModelInputError) return [refusal(line, cause.detail)];
    throw cause;
  }
}

function refusal({ line, value }: Line, detail: string): RejectedLine {
  return { line, code: 'unusable', detail, text: JSON.stringify(value).slice(0, KEPT_CHARACTERS) };
}
