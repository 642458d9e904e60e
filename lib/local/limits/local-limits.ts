import { AWS_LIMITS, type LimitName } from './aws-limits.ts';
import { ConcurrencyPool } from './concurrency-pool.ts';
import { EventCounts } from './event-counts.ts';
import { FaultInjector } from './fault-injector.ts';
import type { FaultOptions, FaultRates } from './fault-kinds.ts';
import { TokenBucket } from './token-bucket.ts';

/** Faults that belong to an ordinary day: S3 asks to slow down, answers slowly; events come twice and out of order. */
export const ORDINARY_FAULTS: FaultRates = {
  s3: { throttle: 0.005, slowAnswer: 0.01 },
  sqs: { duplicateMessage: 0.02, delayMessage: 0.05 },
};

export interface LimitOptions {
  /** `aws`: all limits of AWS, and the faults of an ordinary day. @default `basic`: those that cost nothing */
  readonly limits?: 'basic' | 'aws';
  /** Decides which requests meet the faults of an ordinary day. @default 1 */
  readonly limitsSeed?: number;
  /** Other values of limits than of `pageBytes`, for tests: a limit that is met soon. */
  readonly limitValues?: Readonly<Partial<Record<LimitName, number>>>;
  /** With `aws`, in place of the visibility timeouts of all queues, for tests. @default those of the template */
  readonly visibilitySeconds?: number;
  /** The clock of limits by the second, in milliseconds. @default that of the process */
  readonly nowMilliseconds?: () => number;
  /** The faults to inject. @default with `aws` those of an ordinary day, otherwise none */
  readonly faults?: FaultOptions;
}

/** Units of capacity of a table or an index. */
export interface UnitCounts {
  readonly read: number;
  readonly write: number;
}

/** What has happened since the start, by name. */
export interface LimitCounts {
  /** How often a limit was met, by its name in the list of limits. */
  readonly met: Readonly<Partial<Record<LimitName, number>>>;
  /** Faults that were injected, such as `{'s3.throttle': 3}`. */
  readonly injected: Readonly<Partial<Record<string, number>>>;
  /** Units that tables and indexes took, by their names; only counted with `aws`. */
  readonly units: Readonly<Record<string, UnitCounts>>;
}

/** The limits and the faults of AWS that the local services keep to, shared by all of them. */
export class LocalLimits {
  /** Whether limits are kept that cost time. */
  readonly isStrict: boolean;
  readonly seed: number;
  readonly faults: FaultInjector;
  /** The executions of functions that are not durable. */
  readonly concurrency: ConcurrencyPool;
  /** For how long a received message is hidden, where the queue does not say it. */
  readonly visibilitySeconds: number | undefined;
  readonly nowMilliseconds: () => number;
  readonly #values: Readonly<Partial<Record<LimitName, number>>>;
  readonly #met = new EventCounts<LimitName>();
  readonly #units = new Map<string, UnitCounts>();

  /** @throws RangeError for a seed or a rate outside of its range */
  constructor(options: LimitOptions = {}) {
    const { limits = 'basic', limitsSeed = 1, limitValues = {}, faults, nowMilliseconds, visibilitySeconds } = options;
    this.isStrict = limits === 'aws';
    this.seed = limitsSeed;
    this.#values = limitValues;
    this.nowMilliseconds = nowMilliseconds ?? (() => performance.now());
    this.visibilitySeconds = visibilitySeconds;
    const most = this.isStrict ? this.valueOf('concurrentExecutions') : Number.POSITIVE_INFINITY;
    this.concurrency = new ConcurrencyPool(most);
    this.faults = new FaultInjector(faults ?? { seed: limitsSeed, rates: this.isStrict ? ORDINARY_FAULTS : {} });
  }

  /** The value of a limit, in its unit. */
  valueOf(name: LimitName): number {
    return this.#values[name] ?? AWS_LIMITS[name].value;
  }

  /** A bucket of units at the rate of a limit. @param keptSeconds For how long unused units are kept */
  newBucket(name: LimitName, keptSeconds = 1): TokenBucket {
    return new TokenBucket(this.valueOf(name), keptSeconds, this.nowMilliseconds);
  }

  /** Counts that a limit was met. */
  meet(name: LimitName): void {
    this.#met.add(name);
  }

  /** Counts units of capacity. @param resource The name of a table; that of an index follows after a slash */
  addUnits(resource: string, use: keyof UnitCounts, units: number): void {
    const { read, write } = this.#units.get(resource) ?? { read: 0, write: 0 };
    this.#units.set(resource, use === 'read' ? { read: read + units, write } : { read, write: write + units });
  }

  counts(): LimitCounts {
    return {
      met: this.#met.toRecord(),
      injected: this.faults.counts(),
      units: Object.fromEntries(this.#units),
    };
  }
}
