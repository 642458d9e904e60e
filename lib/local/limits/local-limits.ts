import { FaultInjector } from './fault-injector.ts';
import type { FaultOptions } from './fault-kinds.ts';

export interface LimitOptions {
  /** @default no faults */
  readonly faults?: FaultOptions;
}

/** What has happened since the start, by name. */
export interface LimitCounts {
  /** Faults that were injected, such as `{'s3.throttle': 3}`. */
  readonly injected: Readonly<Partial<Record<string, number>>>;
}

/** The limits and the faults of AWS that the local services keep to, shared by all of them. */
export class LocalLimits {
  readonly faults: FaultInjector;

  constructor({ faults = { seed: 0, rates: {} } }: LimitOptions = {}) {
    this.faults = new FaultInjector(faults);
  }

  counts(): LimitCounts {
    return { injected: this.faults.counts() };
  }
}
