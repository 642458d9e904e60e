/**
 * How many inputs a property test tries, and from which seed. `npm run fuzz` sets both, so that a search can be repeated.
 * @param usual Inputs of a usual test run.
 */
export function fuzzOptions(usual: number): { readonly numRuns: number; readonly seed?: number } {
  const { RUNS, FUZZ_SEED } = process.env;
  return { numRuns: Number(RUNS ?? usual), ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }) };
}
