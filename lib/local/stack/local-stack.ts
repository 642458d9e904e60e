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
import { modelOf, type StackModel } from '../template/stack-model.ts';
import { synthesize } from '../template/synthesize.ts';
import { readTemplate } from '../template/template.ts';
import { QueuePoller } from '../triggers/queue-poller.ts';
import { notify } from '../triggers/upload-notifications.ts';
import { lockHome } from './home-lock.ts';
import { type Clients, clientsFor, createResources, type Endpoints, LOCAL_CREDENTIALS } from './resources.ts';

export interface LocalStackOptions {
  /** Folder of everything that lasts: data, logs, the synthesized template. */
  readonly home: string;
  /** Of the HTTP API; 0 for any free one. */
  readonly port: number;
  /** Shows the functions' logs on stderr (default false). */
  readonly verbose?: boolean;
  /** Variables that a function gets beside the template's, by a part of its name: for tests. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The stack, running on this machine. */
export interface LocalStack {
  /** Of the HTTP API, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly clients: Clients;
  readonly model: StackModel;
  /** The bucket that uploads go to, and the one that Kindred writes to. */
  readonly uploadsBucket: string;
  readonly modelsBucket: string;
  readonly queueUrls: ReadonlyMap<string, string>;
  readonly logsFolder: string;
  close(): Promise<void>;
}

/** Undoes what was started, the last first. */
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
 * Synthesizes the stack and runs its template: tables, buckets, queues, functions, triggers and routes, on loopback.
 * What the template's data is kept in lasts between starts. Whatever fails, what was started is stopped again.
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
  const model = modelOf(readTemplate(assembly));

  let created: { clients: Clients; queueUrls: ReadonlyMap<string, string> } | undefined;
  const dynamodb = await startDynamoDb({ dataDir: join(home, 'dynamodb') });
  teardown.add(() => dynamodb.close());
  const objects = await startObjectServer({
    dataDir: join(home, 'objects'),
    onObjectEvent: (event) => created && notify(event, model.notifications, created.queueUrls, created.clients.sqs),
  });
  teardown.add(() => objects.close());
  const endpoints = { dynamodb: dynamodb.endpoint, objects: objects.endpoint };
  const clients = clientsFor(endpoints);
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
  // Functions must end while their pollers wait for them: a training run has minutes to go.
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

/** Slices here are short: whoever stops in the middle wants to lose little. */
const SLICE_SECONDS = '5';

/**
 * Environments of a function that answers HTTP requests: as many as there are processors. More would answer no sooner: they take turns at
 * the processors, each with a space of its own to read anew every 2 seconds, and some requests wait for several of them.
 */
function mostHttpEnvironments(): number {
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
    const most = isRouted.has(one.name) ? { maxEnvironments: mostHttpEnvironments() } : {};
    into.set(one.name, new LambdaFunction(one, { environment: merged, logFile, verbose, invokes, ...most }));
  }
}
