import type { LimitCounts, LocalLimits, UnitCounts } from '../../../lib/local/limits/local-limits.ts';

/** A part of a time, and the units of capacity that it took. */
export interface UnitPhase {
  readonly name: string;
  readonly seconds: number;
  /** Units that each table and index took. */
  readonly units: Readonly<Record<string, UnitCounts>>;
  /** The least seconds in which the tables and indexes let so many units through, after a rest. */
  readonly allowedSeconds: number;
}

const NOTHING: UnitCounts = { read: 0, write: 0 };

/** Divides a time into phases, and compares each with what the units of its tables and indexes allow. */
export class UnitWatch {
  readonly phases: UnitPhase[] = [];
  readonly #limits: LocalLimits;
  readonly #nowMs: () => number;
  #name: string | undefined;
  #startedMs = 0;
  #before: LimitCounts['units'] = {};

  /** @param nowMs The clock of the phases. @default that of the process */
  constructor(limits: LocalLimits, nowMs: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** Ends the phase that runs, and begins another one, unless it is the same. @param name Undefined: no other one begins */
  enter(name: string | undefined): void {
    if (name === this.#name) return;
    const [now, { units }] = [this.#nowMs(), this.#limits.counts()];
    if (this.#name !== undefined) this.#end(this.#name, now, units);
    this.#name = name;
    this.#startedMs = now;
    this.#before = units;
  }

  #end(name: string, now: number, after: LimitCounts['units']): void {
    const units = Object.fromEntries(
      Object.entries(after).map(([resource, { read, write }]) => {
        const before = this.#before[resource] ?? NOTHING;
        return [resource, { read: read - before.read, write: write - before.write }];
      }),
    );
    const seconds = (now - this.#startedMs) / 1000;
    this.phases.push({ name, seconds, units, allowedSeconds: this.#allowedSeconds(units) });
  }

  /**
   * The slowest of all tables and indexes: they work at the same time. Each had kept all unused units that it may keep. Units of
   * partition keys are not looked at.
   */
  #allowedSeconds(units: Readonly<Record<string, UnitCounts>>): number {
    const [writes, reads] = [this.#limits.valueOf('tableWriteUnits'), this.#limits.valueOf('tableReadUnits')];
    const rested = this.#limits.valueOf('burstSeconds');
    return Math.max(
      0,
      ...Object.values(units).flatMap(({ read, write }) => [read / reads - rested, write / writes - rested]),
    );
  }
}
