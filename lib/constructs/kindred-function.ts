import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  type CfnFunction,
  type Code,
  type IVersion,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  type VersionOptions,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataKey, StackSettings } from './data-key.ts';

export interface KindredFunctionProps {
  /** A folder with `index.mjs`, which exports `handler`. */
  readonly code: Code;
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Space for files in /tmp, 512 to 10240. @default 512 */
  readonly scratchMegabytes?: number;
  readonly settings: StackSettings;
  /** Makes it a durable function: one execution spans many invocations. @default not durable */
  readonly durable?: DurableProps;
  /** Whether its callers get a published version of its code, by the alias `current`. @default only if it is durable */
  readonly published?: boolean;
  /** Execution environments that wait for requests, of a published function. @default none: they start with requests */
  readonly readyEnvironments?: number;
  /** Receives the events of asynchronous calls that failed for good. @default such events are lost */
  readonly deadLetters?: Queue;
  /**
   * It sends messages to the queue that it reads, and counts and bounds them itself: Lambda, which would end such a loop
   * after 16 rounds, must not.
   * @default false
   */
  readonly mayInvokeItself?: boolean;
  /** @default only `KINDRED_STAGE` and the variables that bound resources add */
  readonly environment?: Readonly<Record<string, string>>;
}

interface DurableProps {
  /** Limit of a whole execution. */
  readonly executionDays: number;
  /** Retention of its history after its end. */
  readonly retentionDays: number;
}

/** The alias of a published function: the version that new requests and new executions get. */
const CURRENT_ALIAS = 'current';

/** One Lambda function: its bundle, its log group, and a role with only the rights that it is given. */
export class KindredFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly timeout: Duration;
  /** The customer's key, which encrypts its variables, its log, and what it writes. */
  readonly dataKey: DataKey | undefined;
  private readonly role: Role;
  private readonly alias: Alias | undefined;

  constructor(scope: Construct, id: string, props: KindredFunctionProps) {
    super(scope, id);
    const { dataKey } = props.settings;
    this.dataKey = dataKey;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(dataKey && { encryptionKey: dataKey.key }),
    });
    this.timeout = Duration.seconds(props.timeoutSeconds);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: describe(props),
      memorySize: props.memoryMegabytes,
      ...(props.scratchMegabytes !== undefined && { ephemeralStorageSize: Size.mebibytes(props.scratchMegabytes) }),
      timeout: this.timeout,
      role: this.role,
      logGroup,
      ...(dataKey && { environmentEncryption: dataKey.key }),
      environment: { ...props.environment, KINDRED_STAGE: props.settings.stage },
      ...(props.mayInvokeItself && { recursiveLoop: RecursiveLoop.ALLOW }),
      ...(props.deadLetters && { deadLetterQueue: props.deadLetters }),
      ...(props.durable && { durableConfig: durableConfigOf(props.durable) }),
      currentVersionOptions: versionOptionsOf(props),
    });
    dataKey?.allowReads(this);
    if (props.deadLetters) dataKey?.allowWrites(this);
    this.trace();
    if (props.durable) this.checkpoint();
    this.alias = props.durable || props.published ? this.addAlias() : undefined;
  }

  /** What callers of a published function name. @throws Error if the function is not published */
  get published(): Alias {
    if (this.alias) return this.alias;
    throw new Error(`${this.node.path}: the function has no alias; set published: true in its definition`);
  }

  /**
   * Invocations of a published function that ended without an answer, on its newest version alone. There are none while its
   * alias shifts no requests from one version to another.
   */
  errorsOfNewVersion(period: Duration): IMetric {
    const { functionName, currentVersion } = this.lambda;
    const ExecutedVersion = currentVersion.version;
    const dimensionsMap = { FunctionName: functionName, Resource: `${functionName}:${CURRENT_ALIAS}`, ExecutedVersion };
    return this.published.metricErrors({ period, statistic: 'Sum', dimensionsMap });
  }

  /** Allows exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }

  /** Acknowledges one cdk-nag finding on the permissions of this function, with the reason. */
  acknowledge(id: string, reason: string): void {
    Validations.of(this.role).acknowledge({ id, reason });
  }

  /** Says what becomes of events that fail, of a function without a queue for them, to cdk-nag. */
  explainFailures(reason: string): void {
    Validations.of(this.lambda).acknowledge({ id: 'Serverless-LambdaDLQ', reason });
  }

  /** Allows the function to invoke another one, by its plain name and by the version of its code. */
  allowInvoke(id: string, target: KindredFunction): Policy {
    const { functionArn } = target.lambda;
    const qualified = target.alias ? target.currentArn : `${functionArn}:$LATEST`;
    return this.addPolicy(id, ['lambda:InvokeFunction'], [functionArn, qualified]);
  }

  /**
   * Allows the function to start executions of a durable one, and sets the variable that names it. Lambda wants a qualifier,
   * and keeps an execution on the version that the alias names at its start.
   */
  bindStart(id: string, variable: string, target: KindredFunction): void {
    this.lambda.addEnvironment(variable, target.currentArn);
    if (target.alias) this.lambda.node.addDependency(target.alias);
    // The code that names the alias must not run before it may start it.
    this.lambda.node.addDependency(this.allowInvoke(id, target));
  }

  /** A role for schedules of this account: they may start this function, and do nothing else. */
  addScheduleRole(scope: Construct): Role {
    const actions = ['lambda:InvokeFunction'];
    const invoke = new PolicyStatement({ actions, resources: [this.lambda.functionArn] });
    return new Role(scope, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
      inlinePolicies: { StartRuns: new PolicyDocument({ statements: [invoke] }) },
    });
  }

  /** The ARN of the alias, as a text that does not refer to the alias: what the alias depends on may name it. */
  get currentArn(): string {
    return `${this.lambda.functionArn}:${CURRENT_ALIAS}`;
  }

  private addAlias(): Alias {
    // CDK's declarations are wrong under exactOptionalPropertyTypes, hence the cast of a Version to the interface it implements.
    const version = this.lambda.currentVersion as IVersion;
    return new Alias(this, 'Current', { aliasName: CURRENT_ALIAS, version });
  }

  /**
   * Allows a durable function to record its own executions. A separate policy, because it names the function: as a part
   * of the role's policy, which the function depends on, it would be circular.
   */
  private checkpoint(): void {
    Validations.of(this.lambda).acknowledge({
      id: 'Annotation::aws-lambda:Function.DurableConfig',
      reason: 'The function has been durable from the first.',
    });
    const actions = ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'];
    const policy = this.addPolicy('DurablePolicy', actions, [`${this.lambda.functionArn}:*`]);
    const functionId = Stack.of(this).getLogicalId(this.lambda.node.defaultChild as CfnFunction);
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${functionId}.Arn>:*]`,
      reason: 'The executions of the function are named when they are started; they cannot be listed here.',
    });
  }

  private addPolicy(id: string, actions: string[], resources: string[]): Policy {
    return new Policy(this, id, { roles: [this.role], statements: [new PolicyStatement({ actions, resources })] });
  }

  /**
   * X-Ray active tracing, set on the resource: the construct's property would add X-Ray's wildcard to the other
   * permissions. Acknowledging it there would hide any other `*`.
   */
  private trace(): void {
    const resource = this.lambda.node.defaultChild as CfnFunction;
    resource.tracingConfig = { mode: 'Active' };
    const policy = this.addPolicy('TracingPolicy', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']);
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resource to name: PutTraceSegments and PutTelemetryRecords only accept "*".',
    });
  }
}

/**
 * Lambda publishes a version only if the function has changed, and cannot change how many environments of a version wait: the number is
 * part of the description, so that another number is another version.
 */
function describe({ description, readyEnvironments }: KindredFunctionProps): string {
  return readyEnvironments === undefined ? description : `${description} (${readyEnvironments} environments wait)`;
}

function versionOptionsOf({ durable, readyEnvironments }: KindredFunctionProps): VersionOptions {
  return {
    // An execution stays on the version that it started on, for days after another one was deployed.
    ...(durable && { removalPolicy: RemovalPolicy.RETAIN }),
    // On the version: Lambda refuses it for an alias that shifts requests from one version to another.
    ...(readyEnvironments !== undefined && { provisionedConcurrentExecutions: readyEnvironments }),
  };
}

function durableConfigOf({ executionDays, retentionDays }: DurableProps) {
  return { executionTimeout: Duration.days(executionDays), retentionPeriod: Duration.days(retentionDays) };
}
