import type { CompactionStarter } from '../../ports/starters.ts';

/** Notes the random numbers of the requests, for tests. */
export class MemoryCompactionStarter implements CompactionStarter {
  readonly draws: number[] = [];

  async start(draw: number): Promise<void> {
    this.draws.push(draw);
  }
}
