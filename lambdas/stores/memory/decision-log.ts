import type { Decision, DecisionLog } from '../../ports/decision-log.ts';

/** Decisions in memory, for tests; stored as JSON text, so that no object is shared with the caller. */
export class MemoryDecisionLog implements DecisionLog {
  readonly #decisions = new Map<string, string>();

  async record(decision: Decision): Promise<void> {
    const { version, at, decision: what } = decision;
    this.#decisions.set(JSON.stringify([version, at, what]), JSON.stringify(decision));
  }

  async of(version: string): Promise<readonly Decision[]> {
    const all = [...this.#decisions.values()].map((text) => JSON.parse(text) as Decision);
    return all.filter((one) => one.version === version).sort((a, b) => (a.at < b.at ? -1 : 1));
  }
}
