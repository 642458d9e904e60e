import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { INVOCATION_FAULTS } from '../limits/fault-kinds.ts';
import { LocalLimits } from '../limits/local-limits.ts';
import { arnOf } from '../template/intrinsic-functions.ts';
import type { FunctionModel } from '../template/stack-model.ts';
import type { InvocationOutcome, WorkerSetup } from './lambda-messages.ts';

export interface LambdaOptions {
  /** Variables in addition to those of the template: endpoints, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Whether the logs are also written to stderr. */
  readonly verbose: boolean;
  /** ARNs of the functions that a durable function may invoke. @default none */
  readonly invokes?: readonly string[];
  /** Maximum of execution environments. @default 10 */
  readonly maxEnvironments?: number;
  /** Shared by all functions. @default those that cost nothing, and no faults */
  readonly limits?: LocalLimits;
}

interface Environment {
  readonly worker: Worker;
  /** Called with the outcome of the current event; undefined while the environment is idle. */
  settle: ((outcome: InvocationOutcome) => void) | undefined;
}

/**
 * New objects of an environment. Without a limit V8 gives each busy one up to 192 MB, and keeps them: the environments share
 * this process.
 */
const YOUNG_MEGABYTES = 48;

/** The limit of setTimeout. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** An environment that a fault ends, ends within this time; that of a durable function, which runs for minutes, within a longer one. */
const [KILL_MILLISECONDS, DURABLE_KILL_MILLISECONDS] = [2000, 30_000];

/** The error type of an invocation whose environment was ended by a fault: Lambda would continue a durable execution. */
export const KILLED = 'Runtime.Killed';

/** The outcome of an invocation that was refused because too many executions run: it may be repeated. */
export const THROTTLED: InvocationOutcome = {
  ok: false,
  errorType: 'TooManyRequestsException',
  errorMessage: 'Rate Exceeded.',
};

const CLOSED: InvocationOutcome = { ok: false, errorType: 'Runtime.Closed', errorMessage: 'the stack is closing' };

const WORKER = new URL('./lambda-worker.ts', import.meta.url);

/**
 * A function of the template, run as Lambda runs it: with its bundle, environment variables, memory and timeout. An
 * execution environment handles one event at a time and is reused; when all are busy, a new one is started up to the
 * maximum.
 */
export class LambdaFunction {
  readonly model: FunctionModel;
  readonly #options: LambdaOptions;
  readonly #limits: LocalLimits;
  readonly #log: WriteStream;
  readonly #idle: Environment[] = [];
  readonly #all = new Set<Environment>();
  readonly #waiting: ((environment: Environment | undefined) => void)[] = [];
  #isClosed = false;

  constructor(model: FunctionModel, options: LambdaOptions) {
    this.model = model;
    this.#options = options;
    this.#limits = options.limits ?? new LocalLimits();
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
    // Without a listener a full disk would end the process: only the log ends.
    this.#log.on('error', ({ message }) => console.error(`the log of ${model.name} ends: ${message}`));
  }

  /** The outcome for one event; `THROTTLED` if it was refused. */
  async invoke(event: unknown): Promise<InvocationOutcome> {
    const environment = await this.#take();
    if (environment === undefined) return CLOSED;
    // Lambda does not count a durable execution that waits for other functions, as it does most of the time.
    const isCounted = this.model.executionSeconds === undefined;
    if (isCounted && !this.#limits.concurrency.take()) {
      this.#limits.meet('concurrentExecutions');
      this.#giveBack(environment);
      return THROTTLED;
    }
    const outcome = await this.#invokeIn(environment, event);
    if (isCounted) this.#limits.concurrency.release();
    this.#giveBack(environment);
    return outcome;
  }

  async #invokeIn(environment: Environment, event: unknown): Promise<InvocationOutcome> {
    // An execution of a durable function may span several invocations.
    const timeoutSeconds = this.model.executionSeconds ?? this.model.timeoutSeconds;
    const requestId = randomUUID();
    const outcome = await new Promise<InvocationOutcome>((resolve) => {
      const timer = setTimeout(
        () => {
          this.#settle(environment, {
            ok: false,
            errorType: 'Sandbox.Timedout',
            errorMessage: `Task timed out after ${timeoutSeconds}.00 seconds`,
          });
          this.#discard(environment);
        },
        Math.min(timeoutSeconds * 1000, MAX_TIMER_MS),
      );
      const killer = this.#killLater(environment);
      environment.settle = (result) => {
        clearTimeout(timer);
        clearTimeout(killer);
        resolve(result);
      };
      const deadlineMs = Date.now() + timeoutSeconds * 1000;
      environment.worker.postMessage({ requestId, event: JSON.stringify(event), deadlineMs });
    });
    const checked = this.#checkResult(outcome);
    if (!checked.ok && this.#log.writable)
      this.#log.write(`${requestId} ${checked.errorType}: ${checked.errorMessage}\n`);
    return checked;
  }

  /** A result that is too large is an error of the function. */
  #checkResult(outcome: InvocationOutcome): InvocationOutcome {
    const most = this.#limits.valueOf('invocationBytes');
    if (!outcome.ok || Buffer.byteLength(outcome.result) <= most) return outcome;
    this.#limits.meet('invocationBytes');
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${most} bytes).`;
    return { ok: false, errorType: 'Function.ResponseSizeTooLarge', errorMessage };
  }

  /** Ends an environment in a random time, if its invocation meets that fault and still runs then. */
  #killLater(environment: Environment): NodeJS.Timeout | undefined {
    const { faults } = this.#limits;
    if (faults.draw('lambda', INVOCATION_FAULTS) === undefined) return undefined;
    const bound = this.model.executionSeconds === undefined ? KILL_MILLISECONDS : DURABLE_KILL_MILLISECONDS;
    return setTimeout(
      () => {
        faults.count('lambda', 'kill');
        this.#settle(environment, { ok: false, errorType: KILLED, errorMessage: 'ended by an injected fault' });
        this.#discard(environment);
      },
      // Most end soon: else the many invocations that take milliseconds would hardly meet the fault.
      bound * (faults.drawMilliseconds('lambda', 1000) / 1000) ** 3,
    );
  }

  /** Terminates all environments. Current, waiting and later invocations end with `Runtime.Closed`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const next of this.#waiting.splice(0)) next(undefined);
    const workers = [...this.#all].map(({ worker }) => worker);
    for (const environment of this.#all) this.#settle(environment, CLOSED);
    this.#all.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
    await new Promise<void>((resolve) => (this.#log.closed ? resolve() : this.#log.end(resolve)));
  }

  /** An environment for one event; undefined if the function is closed. */
  async #take(): Promise<Environment | undefined> {
    if (this.#isClosed) return undefined;
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#all.size < (this.#options.maxEnvironments ?? 10)) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(environment: Environment): void {
    if (!this.#all.has(environment)) {
      const next = this.#waiting.shift();
      if (next) next(this.#start());
      return;
    }
    const next = this.#waiting.shift();
    if (next) next(environment);
    else this.#idle.push(environment);
  }

  #start(): Environment {
    const { name, bundle, environment, memoryMegabytes, executionSeconds } = this.model;
    const invokes = executionSeconds === undefined ? {} : { invokes: this.#options.invokes ?? [] };
    const functionArn = arnOf('lambda', name);
    const setup: WorkerSetup = { functionName: name, functionArn, bundle, memoryMegabytes, ...invokes };
    const worker = new Worker(WORKER, {
      workerData: setup,
      env: {
        ...environment,
        ...this.#options.environment,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
        PATH: process.env.PATH ?? '',
        // A second environment, and the next start, need not compile the same code again.
        ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      },
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      stdout: true,
      stderr: true,
    });
    const started: Environment = { worker, settle: undefined };
    this.#all.add(started);
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (chunk: Buffer) => this.#write(chunk));
    }
    worker.on('message', (outcome: InvocationOutcome) => this.#settle(started, outcome));
    worker.on('error', (cause) => {
      this.#settle(started, { ok: false, errorType: 'Runtime.ExitError', errorMessage: String(cause) });
      this.#discard(started);
    });
    worker.on('exit', (code) => {
      this.#settle(started, { ok: false, errorType: 'Runtime.ExitError', errorMessage: `exited with ${code}` });
      this.#discard(started);
    });
    return started;
  }

  #write(chunk: Buffer): void {
    if (this.#log.writable) this.#log.write(chunk);
    if (this.#options.verbose) process.stderr.write(chunk);
  }

  #settle(environment: Environment, outcome: InvocationOutcome): void {
    const settle = environment.settle;
    environment.settle = undefined;
    settle?.(outcome);
  }

  #discard(environment: Environment): void {
    if (!this.#all.delete(environment)) return;
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    void environment.worker.terminate();
  }
}
