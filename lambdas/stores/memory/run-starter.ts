import type { RunRequest, RunStarter } from '../../ports/starters.ts';

/** Notes the started runs, for tests: each name once. */
export class MemoryRunStarter implements RunStarter {
  readonly started = new Map<string, RunRequest>();

  async start(request: RunRequest): Promise<void> {
    const name = `${request.runId}-${request.attempt}`;
    if (!this.started.has(name)) this.started.set(name, structuredClone(request));
  }
}
