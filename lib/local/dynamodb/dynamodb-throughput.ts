import type { LimitName } from '../limits/aws-limits.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import type { TokenBucket } from '../limits/token-bucket.ts';
import type { Charge } from './dynamodb-units.ts';

export type Use = 'read' | 'write';

/** Above this number of partition keys, those that were not used for a while are forgotten. */
const MAX_PARTITIONS = 10_000;

const TABLE_LIMITS = { read: 'tableReadUnits', write: 'tableWriteUnits' } as const;
const PARTITION_LIMITS = { read: 'partitionReadUnits', write: 'partitionWriteUnits' } as const;

/** The units of reads or of writes of one table or index. */
class ResourceThroughput {
  readonly #all: TokenBucket;
  readonly #partitions = new Map<string, TokenBucket>();
  readonly #newPartition: () => TokenBucket;

  constructor(use: Use, limits: LocalLimits) {
    this.#all = limits.newBucket(TABLE_LIMITS[use], limits.valueOf('burstSeconds'));
    // Unused units do not help a partition key: one second of its limit is what it can take at once.
    this.#newPartition = () => limits.newBucket(PARTITION_LIMITS[use]);
  }

  /** Which of the two limits a request meets. */
  met(partition: string | undefined): 'table' | 'partition' | undefined {
    if (!this.#all.hasUnits()) return 'table';
    const own = partition === undefined ? undefined : this.#partitions.get(partition);
    return own === undefined || own.hasUnits() ? undefined : 'partition';
  }

  spend(partition: string | undefined, units: number): void {
    this.#all.spend(units);
    if (partition === undefined) return;
    if (!this.#partitions.has(partition)) this.#add(partition);
    this.#partitions.get(partition)!.spend(units);
  }

  #add(partition: string): void {
    if (this.#partitions.size >= MAX_PARTITIONS)
      for (const [key, bucket] of this.#partitions) if (bucket.isFull()) this.#partitions.delete(key);
    this.#partitions.set(partition, this.#newPartition());
  }
}

/** The units that the tables and indexes may take, and those that they took. */
export class Throughput {
  readonly #limits: LocalLimits;
  readonly #resources = new Map<string, ResourceThroughput>();

  constructor(limits: LocalLimits) {
    this.#limits = limits;
  }

  /** The limit that a request meets; undefined if it may be done. */
  findLimit(use: Use, charges: readonly Charge[]): LimitName | undefined {
    for (const { resource, partition } of charges) {
      const met = this.#of(use, resource).met(partition);
      if (met !== undefined) return (met === 'table' ? TABLE_LIMITS : PARTITION_LIMITS)[use];
    }
    return undefined;
  }

  /** Takes units, also more than there are. */
  spend(use: Use, charges: readonly Charge[]): void {
    for (const { resource, partition, units } of charges) {
      this.#of(use, resource).spend(partition, units);
      this.#limits.addUnits(resource, use, units);
    }
  }

  /** Gives back what was taken for a request whose real units are known by now. */
  giveBack(use: Use, charges: readonly Charge[]): void {
    this.spend(
      use,
      charges.map((one) => ({ ...one, units: -one.units })),
    );
  }

  #of(use: Use, resource: string): ResourceThroughput {
    const key = `${use} ${resource}`;
    const known = this.#resources.get(key) ?? new ResourceThroughput(use, this.#limits);
    this.#resources.set(key, known);
    return known;
  }
}
