import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../dynamodb/dynamodb-server.ts';
import { startHttpGateway } from '../http/http-gateway.ts';
import { DurableExecutions } from '../lambda/durable-executions.ts';
import { LambdaFunction } from '../lambda/lambda-function.ts';
import { startLambdaServer } from '../lambda/lambda-server.ts';
import { startObjectServer } from '../objects/object-server.ts';
import { arnOf, LOCAL_REGION } from '../template/intrinsic-functions.ts';
import { readStackModel, type StackModel } from '../template/stack-model.ts';
import { synthesize } from '../template/synthesize.ts';
import { readTemplate } from '../template/template.ts';
import { QueuePoller } from '../triggers/queue-poller.ts';
import { notify } from '../triggers/upload-notifications.ts';
import { lockHome } from './home-lock.ts';
import { type Clients, createClients, createResources, type Endpoints, LOCAL_CREDENTIALS } from './resources.ts';

export interface LocalStackOptions {
  /** Folder of data, logs and the synthesized template. */
  readonly home: string;
  /** Port of the HTTP API; 0 for any free port. */
  readonly port: number;
  /** Whether the functions' logs are also written to stderr. @default false */
  readonly verbose?: boolean;
  /** For tests: variables in addition to the template's, by a part of the function's name. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The stack as it runs on this machine. */
export interface LocalStack {
  /** URL of the HTTP API, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly clients: Clients;
  readonly model: StackModel;
  /** The bucket that the shop writes. */
  readonly uploadsBucket: string;
  /** The bucket that Kindred writes. */
  readonly modelsBucket: string;
  readonly queueUrls: ReadonlyMap<string, string>;
  readonly logsFolder: string;
  close(): Promise<void>;
}

/** The cleanup steps of everything that was started; they run in reverse order. */
class Teardown {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

/**
 * Synthesizes the stack and runs its template on loopback: tables, buckets, queues, functions, triggers and routes.
 * The data persists between starts. If a step fails, everything that was started is stopped again.
 * @throws HomeInUseError
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (cause) {
    await teardown.run();
    throw cause;
  }
}

async function start(options: LocalStackOptions, teardown: Teardown): Promise<LocalStack> {
  const { home, port } = options;
  teardown.add(lockHome(home));
  const assembly = join(home, 'cdk.out');
  await synthesize(assembly);
  const model = readStackModel(readTemplate(assembly));

  let created: { clients: Clients; queueUrls: ReadonlyMap<string, string> } | undefined;
  const dynamodb = await startDynamoDb({ dataDir: join(home, 'dynamodb') });
  teardown.add(() => dynamodb.close());
  const objects = await startObjectServer({
    dataDir: join(home, 'objects'),
    onObjectEvent: (event) => created && notify(event, model.notifications, created.queueUrls, created.clients.sqs),
  });
  teardown.add(() => objects.close());
  const endpoints = { dynamodb: dynamodb.endpoint, objects: objects.endpoint };
  const clients = createClients(endpoints);
  teardown.add(() => Object.values(clients).forEach((client) => void client.destroy()));
  const queueUrls = await createResources(model, clients);
  created = { clients, queueUrls };

  const logsFolder = join(home, 'logs');
  const functions = new Map<string, LambdaFunction>();
  const invoke = (name: string, event: unknown) => functions.get(name)!.invoke(event);
  const executions = new DurableExecutions(join(home, 'executions'), invoke);
  const kinds = new Map(model.functions.map((one) => [one.name, one.executionSeconds ? 'durable' : 'plain'] as const));
  const lambda = await startLambdaServer({ invoke, executions, kindOf: (name) => kinds.get(name) });
  teardown.add(() => lambda.close());
  startFunctions(functions, model, { ...endpoints, lambda: lambda.endpoint }, logsFolder, options);
  teardown.add(() => Promise.all([...functions.values()].map((one) => one.close())));
  const gateway = await startHttpGateway(port, model.routes, functions);
  teardown.add(() => gateway.close());
  const pollers = model.eventSources.map((source) => {
    return new QueuePoller(source, queueUrls.get(source.queueName)!, functions.get(source.functionName)!, clients.sqs);
  });
  // The functions are closed together with the pollers that wait for them: a training run could take minutes to end.
  teardown.add(() =>
    Promise.all([...pollers.map((poller) => poller.close()), ...[...functions.values()].map((one) => one.close())]),
  );

  executions.resume();

  const bucketNamed = (part: string) => model.buckets.find((name) => name.includes(part))!;
  return {
    url: gateway.url,
    clients,
    model,
    uploadsBucket: bucketNamed('uploads'),
    modelsBucket: bucketNamed('models'),
    queueUrls,
    logsFolder,
    close: () => teardown.run(),
  };
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

function startFunctions(
  into: Map<string, LambdaFunction>,
  model: StackModel,
  endpoints: Endpoints & { readonly lambda: string },
  logsFolder: string,
  { verbose = false, variables = {} }: LocalStackOptions,
): void {
  mkdirSync(logsFolder, { recursive: true });
  const environment = {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.objects,
    AWS_ENDPOINT_URL_SQS: endpoints.objects,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    TRAINING_SLICE_SECONDS: SLICE_SECONDS,
  };
  const isRouted = new Set(model.routes.map(({ functionName }) => functionName));
  const invokes = model.functions.filter((one) => !one.executionSeconds).map((one) => arnOf('lambda', one.name));
  for (const one of model.functions) {
    const extra = Object.entries(variables).filter(([part]) => one.name.includes(part));
    const logFile = join(logsFolder, `${one.name}.log`);
    const merged = Object.assign({}, environment, ...extra.map(([, values]) => values));
    const limit = isRouted.has(one.name) ? { maxEnvironments: maxHttpEnvironments() } : {};
    into.set(one.name, new LambdaFunction(one, { environment: merged, logFile, verbose, invokes, ...limit }));
  }
}
