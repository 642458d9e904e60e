import { MIN_NORM } from '../../numerics/normalize.ts';
import type { KernelFunctions } from '../reference-kernels.ts';
import { checkFloats, checkLength, checkSizes } from './checks.ts';
import { inFrame } from './frame.ts';
import { rowsPerPart, type SimdContext } from './simd-context.ts';

/** Normalisation of rows (numerics/normalize.ts). */
export function simdNormalize({
  memory,
  scheduler,
}: SimdContext): Pick<KernelFunctions, 'normalizeRowsForward' | 'normalizeRowsBackward'> {
  return {
    normalizeRowsForward: (z, unit, norms, B, D) => {
      checkSizes({ B, D });
      checkFloats('z', z, B * D);
      checkFloats('unit', unit, B * D);
      checkFloats('norms', norms, B);
      inFrame(memory, (frame) => {
        const at = frame.input(z, B * D);
        const results = [frame.output(unit, B * D, true), frame.output(norms, B, true)] as const;
        const units = { count: B, minPerPart: rowsPerPart(D) };
        scheduler.run('normalizeForward', [at, ...results, D, MIN_NORM], units);
      });
    },
    normalizeRowsBackward: (dUnit, unit, norms, dz, B, D) => {
      checkSizes({ B, D });
      for (const [name, array] of Object.entries({ dUnit, unit, dz })) checkFloats(name, array, B * D);
      checkFloats('norms', norms, B);
      inFrame(memory, (frame) => {
        const inputs = [frame.input(dUnit, B * D), frame.input(unit, B * D), frame.input(norms, B)] as const;
        const args = [...inputs, frame.output(dz, B * D, true), D, MIN_NORM] as const;
        scheduler.run('normalizeBackward', args, { count: B, minPerPart: rowsPerPart(D) });
      });
    },
  };
}

/** The steps of the original model (numerics/seed-steps.ts), in float64. */
export function simdSeedSteps({ wasm, memory }: SimdContext): Pick<KernelFunctions, 'seedSteps'> {
  return {
    seedSteps: (weights, { anchors, positives, negatives }, B, F, D, { learningRate, margin }) => {
      checkSizes({ B, F, D });
      checkLength('weights', weights, F * D);
      for (const [name, rows] of Object.entries({ anchors, positives, negatives })) checkLength(name, rows, B * F);
      return inFrame(memory, (frame) => {
        const [a, p, n] = [anchors, positives, negatives].map((rows) => frame.doubles(rows, B * F));
        const at = frame.updatedDoubles(weights, F * D);
        const scratch = frame.scratch((F + D) * 16);
        return wasm.seedSteps(at, a!, p!, n!, B, F, D, learningRate, margin, scratch);
      });
    },
  };
}
