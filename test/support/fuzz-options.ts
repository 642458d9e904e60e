import fc from 'fast-check';
import { expect } from 'vitest';
import { MemoryWatch } from './memory-watch.ts';

/**
 * How many inputs a property test tries, and from which seed. `npm run fuzz` sets both, so that a search can be repeated.
 * @param usual Inputs of a usual test run.
 */
function fuzzOptions(usual: number): { readonly numRuns: number; readonly seed?: number } {
  const { RUNS, FUZZ_SEED } = process.env;
  return { numRuns: Number(RUNS ?? usual), ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }) };
}

/** From the first third of the inputs to the last. */
const MEMORY_GROWTH = { megabytes: 12 };

interface InputOptions<Input> {
  /** Inputs of a usual test run. */
  readonly usual: number;
  /** Inputs to begin with. @default none */
  readonly examples?: readonly Input[];
  /** What the tested code may keep of an input for good. @default 0 */
  readonly storedBytes?: (input: Input) => number;
}

/** Checks random inputs. In `npm run fuzz` it also checks that memory does not grow with the number of inputs. */
export async function assertForInputs<Input>(
  inputs: fc.Arbitrary<Input>,
  { usual, examples = [], storedBytes = () => 0 }: InputOptions<Input>,
  check: (input: Input) => void | Promise<void>,
): Promise<void> {
  const options = fuzzOptions(usual);
  // A collection takes longer than all inputs of a usual test.
  const memory = process.env.RUNS === undefined ? undefined : new MemoryWatch();
  const third = Math.max(1, Math.floor(options.numRuns / 3));
  let [tried, stored] = [0, 0];
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(input);
    tried += 1;
    stored += storedBytes(input);
    if (tried === third) await memory?.sampleAtRest(tried, stored);
  });
  await fc.assert(property, { ...options, examples: examples.map((example): [Input] => [example]) });
  await memory?.sampleAtRest(tried, stored);
  expect(memory?.findGrowth(MEMORY_GROWTH)).toBeUndefined();
}
