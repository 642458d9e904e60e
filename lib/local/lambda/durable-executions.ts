import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../../lambdas/core/errors/error-text.ts';
import { KILLED } from './lambda-function.ts';
import type { InvocationOutcome } from './lambda-messages.ts';

/** The file of an execution. */
interface StoredExecution {
  readonly functionName: string;
  readonly payload: unknown;
  readonly ended: boolean;
}

type Invoke = (functionName: string, event: unknown) => Promise<InvocationOutcome>;

/**
 * The executions of durable functions by name; each name is started once. Executions that had not ended when the stack
 * stopped are invoked again at the next start, as Lambda would continue them: the functions find their stored state.
 */
export class DurableExecutions {
  readonly #folder: string;
  readonly #invoke: Invoke;

  constructor(folder: string, invoke: Invoke) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#invoke = invoke;
  }

  /** Starts an execution, unless one of this name was started before. */
  start(name: string, functionName: string, payload: unknown): void {
    if (existsSync(this.#fileOf(name))) return;
    this.#store(name, { functionName, payload, ended: false });
    void this.#run(name, functionName, payload);
  }

  /** Continues all executions that have not ended. */
  resume(): void {
    for (const file of readdirSync(this.#folder).filter((one) => one.endsWith('.json'))) {
      const { functionName, payload, ended }: StoredExecution = JSON.parse(
        readFileSync(join(this.#folder, file), 'utf8'),
      );
      if (!ended) void this.#run(file.slice(0, -'.json'.length), functionName, payload);
    }
  }

  async #run(name: string, functionName: string, payload: unknown): Promise<void> {
    let outcome = await this.#invoke(functionName, payload);
    // Lambda invokes a durable function again whose environment has ended: its steps find what is stored.
    while (!outcome.ok && outcome.errorType === KILLED) outcome = await this.#invoke(functionName, payload);
    // Not a failure of the function: the next start continues the execution.
    if (!outcome.ok && outcome.errorType === 'Runtime.Closed') return;
    try {
      this.#store(name, { functionName, payload, ended: true });
    } catch (cause) {
      // The next start invokes it again: its steps find what is stored.
      console.error(`the end of execution ${name} is not stored: ${errorText(cause)}`);
    }
  }

  /** Writes the file atomically: the process may die at any time. */
  #store(name: string, execution: StoredExecution): void {
    const file = this.#fileOf(name);
    writeFileSync(`${file}.new`, JSON.stringify(execution));
    renameSync(`${file}.new`, file);
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
