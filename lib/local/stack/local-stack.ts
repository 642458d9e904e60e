import { join } from 'node:path';
import { startHttpGateway } from '../http/http-gateway.ts';
import { type LimitOptions, LocalLimits } from '../limits/local-limits.ts';
import { checkPort } from '../shared/loopback-server.ts';
import { prepareAssembly } from '../template/assembly-cache.ts';
import { readStackModel, type StackModel } from '../template/stack-model.ts';
import { readTemplate } from '../template/template.ts';
import { QueuePoller } from '../triggers/queue-poller.ts';
import { closeAll, type FunctionsOptions, type LocalFunctions, startFunctions } from './functions.ts';
import { lockHome } from './home-lock.ts';
import { type Clients, type LocalResources, startResources, Teardown } from './resources.ts';

export interface LocalStackOptions extends FunctionsOptions, LimitOptions {
  /** Folder of data, logs and the synthesized template. */
  readonly home: string;
  /** Port of the HTTP API; 0 for any free port. */
  readonly port: number;
  /** Called with each phase of the start, and again when it is done. */
  readonly onPhase?: (phase: string, isDone: boolean) => void;
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
  /** The limits and faults, and counts of them. */
  readonly limits: LocalLimits;
  close(): Promise<void>;
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
  const { home, port, onPhase = () => {} } = options;
  const limits = new LocalLimits(options);
  // The synthesis takes seconds: a used home or port is reported before it.
  teardown.add(lockHome(home));
  await checkPort(port);
  const model = await readModel(join(home, 'cdk.out'), onPhase);
  const startedMs = performance.now();
  onPhase('starting tables, buckets, queues and functions', false);
  const resources = await startResources(home, model, limits, teardown);
  const { clients, queueUrls } = resources;
  const local = await startFunctions(model, resources, limits, options, teardown);
  const gateway = await startHttpGateway(port, model.routes, local.functions, limits);
  teardown.add(() => gateway.close());
  resources.servePagesAt(gateway.url);
  startPollers(model, resources, local, limits, teardown);
  local.executions.resume();
  limits.faults.start();
  // What closes reads and writes queues once more.
  teardown.add(() => limits.faults.stop());
  onPhase(`tables, buckets, queues and functions started in ${secondsSince(startedMs)} s`, true);
  const bucketNamed = (part: string) => model.buckets.find((name) => name.includes(part))!;
  return {
    url: gateway.url,
    clients,
    model,
    uploadsBucket: bucketNamed('uploads'),
    modelsBucket: bucketNamed('models'),
    queueUrls,
    logsFolder: local.logsFolder,
    limits,
    close: () => teardown.run(),
  };
}

/** The resources of the stack, from a new synthesis or from one of the same sources. */
async function readModel(assembly: string, onPhase: LocalStackOptions['onPhase'] & object): Promise<StackModel> {
  const started = performance.now();
  const isCached = await prepareAssembly(assembly, () => onPhase('synthesizing the stack', false));
  const seconds = secondsSince(started);
  onPhase(
    isCached ? `stack unchanged, not synthesized again (${seconds} s)` : `stack synthesized in ${seconds} s`,
    true,
  );
  return readStackModel(readTemplate(assembly));
}

function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}

function startPollers(
  { eventSources }: StackModel,
  { clients, queueUrls }: LocalResources,
  { functions }: LocalFunctions,
  limits: LocalLimits,
  teardown: Teardown,
): void {
  const pollers = eventSources.map((source) => {
    const [queueUrl, target] = [queueUrls.get(source.queueName)!, functions.get(source.functionName)!];
    return new QueuePoller(source, queueUrl, target, clients.sqs, limits);
  });
  // The functions are closed together with the pollers that wait for them: a training run could take minutes to end.
  teardown.add(() => Promise.all([...pollers.map((poller) => poller.close()), closeAll(functions)]));
}
