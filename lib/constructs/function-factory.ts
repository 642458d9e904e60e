import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import type { StackSettings } from './data-key.ts';
import { KindredFunction, type KindredFunctionProps } from './kindred-function.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import type { Storage, StorageAccess } from './storage.ts';

/** A function as it differs from the others. */
export interface FunctionDefinition extends Omit<KindredFunctionProps, 'code' | 'settings' | 'deadLetters'> {
  /** Name of its file in `lambdas/handlers`, without the ending. */
  readonly handler: string;
  /** What it may do with tables and buckets; it gets the environment variables that name them. */
  readonly access: StorageAccess;
  /** Whether events that fail for good are kept: for functions that others start without waiting. @default false */
  readonly keepsFailures?: boolean;
}

export interface FunctionFactoryProps {
  readonly storage: Storage;
  readonly settings: StackSettings;
  /** Keeps the events that failed for good. */
  readonly failures: Queue;
  /** Variables of all functions. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The code of a handler, by its name. */
  readonly codeOf: (handler: string) => Code;
}

/**
 * Adds functions to the stack. All of them share the storage, the settings of the stage and the folder of the handlers.
 */
export class FunctionFactory {
  /** Every function that was added, by the name of its handler. */
  readonly added = new Map<string, KindredFunction>();
  private readonly props: FunctionFactoryProps;

  constructor(props: FunctionFactoryProps) {
    this.props = props;
  }

  /** Adds a function to `scope`, with exactly the rights of its definition. */
  add(scope: Construct, id: string, definition: FunctionDefinition): KindredFunction {
    const { storage, settings, failures, codeOf, environment } = this.props;
    const { handler, access, keepsFailures = false, ...props } = definition;
    const deadLetters = keepsFailures && { deadLetters: failures };
    const variables = { environment: { ...environment, ...props.environment } };
    const own = { ...props, ...variables, ...deadLetters };
    const fn = new KindredFunction(scope, id, { ...own, code: codeOf(handler), settings });
    storage.bind(fn, access);
    this.added.set(handler, fn);
    return fn;
  }
}

/** The variable of all functions that decides how many invocations log lines of the level `DEBUG`; none if no one does. */
export function logEnvironment({ debugLogShare }: DeploymentOptions): Readonly<Record<string, string>> {
  return debugLogShare === 0 ? {} : { POWERTOOLS_LOGGER_SAMPLE_RATE: String(debugLogShare) };
}

/** The variable of functions that serve the live model. */
export const liveRecheckEnvironment = { LIVE_RECHECK_SECONDS: String(environmentDefaults.LIVE_RECHECK_SECONDS) };
