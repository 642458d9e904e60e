import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InvocationOutcome } from './lambda-messages.ts';

/** An execution that was started, as it is kept. */
interface KeptExecution {
  readonly functionName: string;
  readonly payload: unknown;
  readonly ended: boolean;
}

type Invoke = (functionName: string, event: unknown) => Promise<InvocationOutcome>;

/**
 * The executions of durable functions, by name: each name is started once. Those that had not ended when this machine
 * stopped are begun again at the next start, as Lambda would go on with them: the functions find what they have kept.
 */
export class DurableExecutions {
  readonly #folder: string;
  readonly #invoke: Invoke;

  constructor(folder: string, invoke: Invoke) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#invoke = invoke;
  }

  /** Starts an execution, unless one of this name was. */
  start(name: string, functionName: string, payload: unknown): void {
    if (existsSync(this.#fileOf(name))) return;
    this.#keep(name, { functionName, payload, ended: false });
    void this.#run(name, functionName, payload);
  }

  /** Goes on with all that have not ended. */
  resume(): void {
    for (const file of readdirSync(this.#folder).filter((one) => one.endsWith('.json'))) {
      const { functionName, payload, ended }: KeptExecution = JSON.parse(
        readFileSync(join(this.#folder, file), 'utf8'),
      );
      if (!ended) void this.#run(file.slice(0, -'.json'.length), functionName, payload);
    }
  }

  async #run(name: string, functionName: string, payload: unknown): Promise<void> {
    const outcome = await this.#invoke(functionName, payload);
    // Nobody was at fault: the next start goes on with it.
    if (!outcome.ok && outcome.errorType === 'Runtime.Closed') return;
    this.#keep(name, { functionName, payload, ended: true });
  }

  /** A file is there whole or not at all, whenever the process dies. */
  #keep(name: string, execution: KeptExecution): void {
    const file = this.#fileOf(name);
    writeFileSync(`${file}.new`, JSON.stringify(execution));
    renameSync(`${file}.new`, file);
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
