import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The memory of the process at a time. */
export interface MemorySample {
  /** When: the seconds or inputs until then. */
  readonly at: number;
  /** On the heap. */
  readonly heapMegabytes: number;
  /** Outside of the heap: buffers. */
  readonly externalMegabytes: number;
  readonly residentMegabytes: number;
}

/** What memory may grow by from the first half of the samples to the second: caches fill, and code is compiled. */
export interface GrowthLimit {
  readonly megabytes: number;
  /** In addition, as a part of what was used before. @default 0 */
  readonly part?: number;
  /** Samples before this say nothing. @default 0 */
  readonly from?: number;
  /** Fewer samples say nothing. @default 2 */
  readonly fewest?: number;
}

const MEGABYTE = 1024 ** 2;

/** Collections, with a turn of the event loop after each, until native memory is given back. */
const ROUNDS_TO_REST = 3;

/** V8's collection of garbage, which Node.js shows to a new context once the flag is set. */
function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

/** Looks at the memory of the process, without garbage, at each call of `sample`. */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  readonly #collect: () => void;

  constructor(collect: () => void = exposeCollector()) {
    this.#collect = collect;
  }

  /** @param storedBytes What the tested code has stored for good until then, which is no growth. @default 0 */
  sample(at: number, storedBytes = 0): void {
    this.#collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    this.samples.push({
      at,
      heapMegabytes: (heapUsed - storedBytes) / MEGABYTE,
      externalMegabytes: external / MEGABYTE,
      residentMegabytes: rss / MEGABYTE,
    });
  }

  /**
   * As `sample`, but once native memory is free too: a stream of zlib gives its buffers back in a turn of the event loop
   * after the collection that found it unused.
   */
  async sampleAtRest(at: number, storedBytes = 0): Promise<void> {
    for (let round = 0; round < ROUNDS_TO_REST; round++) {
      this.#collect();
      await turnOfEventLoop();
    }
    this.sample(at, storedBytes);
  }

  /** That memory has grown, with the figures; undefined if it has not, or if there are too few samples to say so. */
  findGrowth({ megabytes, part = 0, from = 0, fewest = 2 }: GrowthLimit): string | undefined {
    const looked = this.samples.filter(({ at }) => at >= from);
    if (looked.length < fewest) return undefined;
    const half = looked.length >> 1;
    const [before, after] = [median(looked.slice(0, half)), median(looked.slice(half))];
    const most = before * (1 + part) + megabytes;
    if (after <= most) return undefined;
    const shown = [before, after, most].map((one) => one.toFixed(1));
    return `memory grew from ${shown[0]} MB to ${shown[1]} MB between ${looked[0]!.at} and ${looked.at(-1)!.at}; expected at most ${shown[2]} MB`;
  }
}

function median(samples: readonly MemorySample[]): number {
  const used = samples.map(({ heapMegabytes, externalMegabytes }) => heapMegabytes + externalMegabytes);
  return used.sort((a, b) => a - b)[used.length >> 1]!;
}
