import type { SimdMemory } from './simd-memory.ts';
import type { SimdExports } from './simd-module.ts';

/** A product of (rows, terms) and (terms, columns). */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
}

/** How many numbers lie between a matrix's rows and between its columns. */
export type Strides = readonly [row: number, column: number];

/** The general product of matrices at addresses of the kernels' memory. */
export class Gemm {
  readonly #wasm: SimdExports;
  readonly #workspace: number;

  constructor(wasm: SimdExports, memory: SimdMemory) {
    this.#wasm = wasm;
    this.#workspace = memory.take(wasm.gemmWorkspaceBytes());
  }

  /** to (+)= a b. */
  run(
    { rows, columns, terms }: ProductShape,
    a: { readonly at: number; readonly strides: Strides },
    b: { readonly at: number; readonly strides: Strides },
    to: { readonly at: number; readonly stride: number },
    accumulate: boolean,
  ): void {
    const left = [a.at, ...a.strides] as const;
    const right = [b.at, ...b.strides] as const;
    this.#wasm.gemm(rows, columns, terms, ...left, ...right, to.at, to.stride, Number(accumulate), this.#workspace);
  }
}
