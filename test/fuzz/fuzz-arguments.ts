const USUAL_RUNS = 100_000;
/** The seeds of fast-check are whole numbers of 32 bits. */
const SEEDS = 2 ** 31;

/** What `npm run fuzz -- [runs] [seed]` was asked for. */
export interface FuzzArguments {
  readonly runs: number;
  readonly seed: number;
}

/** @throws Error for what is no whole number, or one argument too many */
export function readFuzzArguments(words: readonly string[]): FuzzArguments {
  const [runs, seed, ...others] = words;
  if (others.length > 0) throw new Error(`${others.join(' ')} is one argument too many. ${USE}`);
  return {
    runs: runs === undefined ? USUAL_RUNS : wholeNumber('RUNS', runs, 1),
    seed: seed === undefined ? Date.now() % SEEDS : wholeNumber('SEED', seed, 0),
  };
}

const USE = 'Use: npm run fuzz -- [RUNS] [SEED], such as npm run fuzz -- 100000 1.';

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value < SEEDS) return value;
  throw new Error(`${name} is "${text}", expected a whole number from ${least} to ${SEEDS - 1}. ${USE}`);
}
