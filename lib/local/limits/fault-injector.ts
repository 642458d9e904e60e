import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { EventCounts } from './event-counts.ts';
import { FAULT_KINDS, type FaultKind, type FaultOptions, type FaultRates, type FaultyService } from './fault-kinds.ts';

/**
 * Decides by a seed which requests, messages and invocations meet a fault, and counts those that did. Each service has its own
 * stream of random numbers: the faults of one do not depend on how busy another is.
 */
export class FaultInjector {
  readonly #rates: FaultRates;
  readonly #random: Readonly<Record<FaultyService, CounterRandom>>;
  readonly #counts = new EventCounts();
  #isOn = false;

  /** It is off at first. @throws RangeError for a seed or a rate outside of its range */
  constructor({ seed, rates }: FaultOptions) {
    checkRates(rates);
    this.#rates = rates;
    const streamOf = (service: FaultyService) => new CounterRandom(seed, `faults of ${service}`);
    this.#random = {
      dynamodb: streamOf('dynamodb'),
      s3: streamOf('s3'),
      sqs: streamOf('sqs'),
      lambda: streamOf('lambda'),
    };
  }

  /** From now on faults happen at their rates. */
  start(): void {
    this.#isOn = true;
  }

  /** From now on none happens. */
  stop(): void {
    this.#isOn = false;
  }

  /** The fault that the next request, message or invocation meets, of these kinds; undefined for none. */
  draw<Service extends FaultyService, Kind extends FaultKind<Service>>(
    service: Service,
    kinds: readonly Kind[],
  ): Kind | undefined {
    const rates: Readonly<Partial<Record<string, number>>> = this.#rates[service] ?? {};
    if (!this.#isOn || !kinds.some((kind) => rates[kind])) return undefined;
    let left = this.#random[service].uniform();
    for (const kind of kinds) {
      left -= rates[kind] ?? 0;
      if (left < 0) return kind;
    }
    return undefined;
  }

  /** A random time in milliseconds, below a bound. */
  drawMilliseconds(service: FaultyService, bound: number): number {
    return Math.floor(this.#random[service].uniform() * bound);
  }

  /** Counts a fault that has happened. */
  count<Service extends FaultyService>(service: Service, kind: FaultKind<Service>): void {
    this.#counts.add(`${service}.${kind}`);
  }

  /** The faults that have happened, such as `{'s3.throttle': 3}`. */
  counts(): Readonly<Partial<Record<string, number>>> {
    return this.#counts.toRecord();
  }
}

/** @throws RangeError for an unknown name, a rate that is no part of 1, or rates of more than 1 together */
function checkRates(rates: FaultRates): void {
  for (const [service, given] of Object.entries(rates)) {
    const known: object | undefined = FAULT_KINDS[service as FaultyService];
    if (known === undefined)
      throw new RangeError(`faults: there is no service "${service}": use ${Object.keys(FAULT_KINDS).join(', ')}`);
    let sum = 0;
    for (const [kind, rate] of Object.entries(given)) {
      if (!(kind in known))
        throw new RangeError(`faults: ${service} has no "${kind}": use ${Object.keys(known).join(', ')}`);
      if (!(rate >= 0 && rate <= 1)) throw new RangeError(`faults: ${service}.${kind} is ${rate}, expected 0 to 1`);
      sum += rate;
    }
    if (sum > 1) throw new RangeError(`faults: the rates of ${service} are ${sum} together, expected at most 1`);
  }
}
