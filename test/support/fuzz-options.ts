import fc from 'fast-check';
import { exposeCollector, MemoryWatch } from './memory-watch.ts';

/**
 * How many inputs a property test tries, and from which seed. `npm run fuzz` sets both, so that a search can be repeated.
 * @param usual Inputs of a usual test run.
 */
function fuzzOptions(usual: number): { readonly numRuns: number; readonly seed?: number } {
  const { RUNS, FUZZ_SEED } = process.env;
  return { numRuns: Number(RUNS ?? usual), ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }) };
}

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
  const memory = new MemoryWatch(options.numRuns, process.env.RUNS === undefined ? undefined : exposeCollector());
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(input);
    memory.afterInput(storedBytes(input));
  });
  await fc.assert(property, { ...options, examples: examples.map((example): [Input] => [example]) });
  memory.check();
}
