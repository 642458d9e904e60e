import type { CompactionStarter } from '../../ports/compaction-starter.ts';

/** Keeps what it was asked. */
export class MemoryCompactionStarter implements CompactionStarter {
  readonly asks: number[] = [];

  async start(ask: number): Promise<void> {
    this.asks.push(ask);
  }
}
