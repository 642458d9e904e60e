import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DurableExecutions } from '../lambda/durable-executions.ts';
import { LambdaFunction } from '../lambda/lambda-function.ts';
import { startLambdaServer } from '../lambda/lambda-server.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { arnOf, LOCAL_REGION } from '../template/intrinsic-functions.ts';
import type { FunctionModel, StackModel } from '../template/stack-model.ts';
import { type Endpoints, LOCAL_CREDENTIALS, type LocalResources, type Teardown } from './resources.ts';

export interface FunctionsOptions {
  /** Folder of logs and of the state of executions. */
  readonly home: string;
  /** Whether the functions' logs are also written to stderr. @default false */
  readonly verbose?: boolean;
  /** For tests: variables in addition to the template's, by a part of the function's name. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The functions of the template by name, the executions of the durable ones, and the folder of their logs. */
export interface LocalFunctions {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly executions: DurableExecutions;
  readonly logsFolder: string;
}

/** Starts the Lambda endpoint and the functions of the template. @param resources What they use */
export async function startFunctions(
  model: StackModel,
  { endpoints, queueUrls }: Pick<LocalResources, 'endpoints' | 'queueUrls'>,
  limits: LocalLimits,
  options: FunctionsOptions,
  teardown: Teardown,
): Promise<LocalFunctions> {
  const logsFolder = join(options.home, 'logs');
  const functions = new Map<string, LambdaFunction>();
  const invoke = (name: string, event: unknown) => functions.get(name)!.invoke(event);
  const executions = new DurableExecutions(join(options.home, 'executions'), invoke);
  const kinds = new Map(model.functions.map((one) => [one.name, one.executionSeconds ? 'durable' : 'plain'] as const));
  const lambda = await startLambdaServer({ invoke, executions, kindOf: (name) => kinds.get(name), limits });
  teardown.add(() => lambda.close());
  mkdirSync(logsFolder, { recursive: true });
  const located = { ...model, functions: model.functions.map((one) => withQueueUrls(one, queueUrls)) };
  addFunctions(functions, located, { ...endpoints, lambda: lambda.endpoint }, limits, logsFolder, options);
  teardown.add(() => closeAll(functions));
  return { functions, executions, logsFolder };
}

/** The function with the addresses of queues, which the template knows by their names. */
function withQueueUrls(model: FunctionModel, queueUrls: ReadonlyMap<string, string>): FunctionModel {
  const located = Object.entries(model.environment).map(([name, value]) => [name, queueUrls.get(value) ?? value]);
  return { ...model, environment: Object.fromEntries(located) };
}

/** Closes all functions; a second call has no effect. */
export async function closeAll(functions: LocalFunctions['functions']): Promise<void> {
  await Promise.all([...functions.values()].map((one) => one.close()));
}

/** Short slices: a stop in the middle of a run then loses little work. */
const SLICE_SECONDS = '5';

/**
 * Execution environments of a function that answers HTTP requests: one per processor, at least 2. More would not be
 * faster: each has its own search index, refreshed every 2 seconds, and they would share the processors.
 */
function maxHttpEnvironments(): number {
  return Math.max(2, availableParallelism());
}

function addFunctions(
  into: Map<string, LambdaFunction>,
  model: StackModel,
  endpoints: Endpoints & { readonly lambda: string },
  limits: LocalLimits,
  logsFolder: string,
  { verbose = false, variables = {} }: FunctionsOptions,
): void {
  const environment = {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.objects,
    AWS_ENDPOINT_URL_SQS: endpoints.objects,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    TRAINING_SLICE_SECONDS: SLICE_SECONDS,
    // The local API checks no authorization.
    CONSOLE_AUTHORIZATION: 'none',
    UPLOAD_ORIGIN: endpoints.objects,
  };
  const isRouted = new Set(model.routes.map(({ functionName }) => functionName));
  const invokes = model.functions.filter((one) => !one.executionSeconds).map((one) => arnOf('lambda', one.name));
  for (const one of model.functions) {
    const extra = Object.entries(variables).filter(([part]) => one.name.includes(part));
    const logFile = join(logsFolder, `${one.name}.log`);
    const merged = Object.assign({}, environment, ...extra.map(([, values]) => values));
    const limit = isRouted.has(one.name) ? { maxEnvironments: maxHttpEnvironments() } : {};
    into.set(one.name, new LambdaFunction(one, { environment: merged, logFile, verbose, invokes, limits, ...limit }));
  }
}
