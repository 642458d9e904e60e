/** The memory of the process at a time. */
export interface MemorySample {
  readonly seconds: number;
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
}

const SAMPLE_MILLISECONDS = 5000;
const MEGABYTE = 1024 ** 2;
/** Shorter times say nothing about growth: caches and code are still coming. */
const WARM_SECONDS = 120;
/** What the heap may grow by between the two halves of the time after the first two minutes. */
const MAX_GROWTH = { part: 0.1, megabytes: 8 };

/** Looks at the memory of the process every 5 s. Start node with `--expose-gc`, else garbage is counted too. */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  readonly #startedMs = performance.now();
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_MILLISECONDS);

  stop(): void {
    clearInterval(this.#timer);
    this.#sample();
  }

  /** That the heap has grown, with the figures; nothing if it is flat, or if the time was too short to say so. */
  findings(): string[] {
    const warm = this.samples.filter(({ seconds }) => seconds >= WARM_SECONDS);
    if (warm.length < 8) return [];
    const half = warm.length >> 1;
    const [before, after] = [median(warm.slice(0, half)), median(warm.slice(half))];
    const most = before * (1 + MAX_GROWTH.part) + MAX_GROWTH.megabytes;
    if (after <= most) return [];
    return [
      `the heap grows: ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB; expected at most ${most.toFixed(1)}`,
    ];
  }

  #sample(): void {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    this.samples.push({
      seconds: Math.round((performance.now() - this.#startedMs) / 1000),
      heapMegabytes: heapUsed / MEGABYTE,
      residentMegabytes: rss / MEGABYTE,
    });
  }
}

function median(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ heapMegabytes }) => heapMegabytes).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
