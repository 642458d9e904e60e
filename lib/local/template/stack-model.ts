import { basename, join } from 'node:path';
import { nameOfArn, physicalName, type Resolved, Resolver } from './intrinsic-functions.ts';
import { resourcesOfType, type Template, type TemplateResource } from './template.ts';

/** A function of the template. */
export interface FunctionModel {
  readonly name: string;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Limit of a whole execution; absent if the function is not durable. */
  readonly executionSeconds?: number;
}

/** A route of the HTTP API: `GET /v1/health`, or `$default`. */
export interface RouteModel {
  readonly routeKey: string;
  readonly functionName: string;
}

/** A DynamoDB table of the template. */
export interface TableModel {
  readonly name: string;
  /** As CreateTable takes it. */
  readonly definition: { readonly [key: string]: Resolved };
}

interface QueueModel {
  readonly name: string;
  /** As CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A notification of a bucket: created objects with this prefix and suffix go to the queue. */
export interface NotificationModel {
  readonly bucket: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly queueName: string;
}

/** Which pages may send which requests to a bucket, as CloudFormation writes it. */
export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders?: readonly string[];
  readonly ExposedHeaders?: readonly string[];
  readonly MaxAge?: number;
}

/** The CORS rules of a bucket. */
interface CorsModel {
  readonly bucket: string;
  readonly rules: readonly CorsRule[];
}

/** An event source mapping: the queue feeds the function. */
export interface EventSourceModel {
  readonly queueName: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly concurrency: number;
}

/** The parts of a template that the local stack runs. */
export interface StackModel {
  readonly functions: readonly FunctionModel[];
  readonly routes: readonly RouteModel[];
  readonly tables: readonly TableModel[];
  readonly buckets: readonly string[];
  readonly queues: readonly QueueModel[];
  readonly notifications: readonly NotificationModel[];
  readonly cors: readonly CorsModel[];
  readonly eventSources: readonly EventSourceModel[];
}

const DEFAULT_CONCURRENCY = 2;

/** Reads the model from a synthesized template. Roles, policies, alarms and log groups are ignored. */
export function readStackModel(template: Template): StackModel {
  const resolver = new Resolver(template);
  const all = <T>(type: string, make: (properties: Properties, resource: TemplateResource) => T): T[] =>
    resourcesOfType(template, type).map((resource) => make(new Properties(resolver, resource), resource));
  const integrations = new Map(
    all(
      'AWS::ApiGatewayV2::Integration',
      (of, resource) => [physicalName(resource), nameOfArn(of.text('IntegrationUri'))] as const,
    ),
  );
  return {
    functions: all('AWS::Lambda::Function', (of, resource) => functionOf(of, resource, template.folder)),
    routes: all('AWS::ApiGatewayV2::Route', (of) => ({
      routeKey: of.text('RouteKey'),
      functionName: integrations.get(basename(of.text('Target')))!,
    })),
    tables: all('AWS::DynamoDB::Table', (of, resource) => tableOf(of, resource)),
    buckets: all('AWS::S3::Bucket', (_of, resource) => physicalName(resource)),
    queues: all('AWS::SQS::Queue', (of, resource) => queueOf(of, resource)),
    notifications: all('AWS::S3::Bucket', (of, resource) => notificationsOf(of, resource)).flat(),
    cors: all('AWS::S3::Bucket', (of, resource) => ({
      bucket: physicalName(resource),
      rules: of.record<{ CorsRules?: CorsRule[] }>('CorsConfiguration').CorsRules ?? [],
    })),
    eventSources: all('AWS::Lambda::EventSourceMapping', (of) => ({
      queueName: nameOfArn(of.text('EventSourceArn')),
      functionName: nameOfArn(of.text('FunctionName')),
      batchSize: of.number('BatchSize', 10),
      batchingWindowSeconds: of.number('MaximumBatchingWindowInSeconds', 0),
      concurrency:
        of.record<{ MaximumConcurrency?: number }>('ScalingConfig').MaximumConcurrency ?? DEFAULT_CONCURRENCY,
    })),
  };
}

/** The resolved properties of one resource. */
class Properties {
  readonly #resolver: Resolver;
  readonly #resource: TemplateResource;

  constructor(resolver: Resolver, resource: TemplateResource) {
    this.#resolver = resolver;
    this.#resource = resource;
  }

  text(name: string): string {
    return this.#resolver.text(this.#resource.properties[name], this.#place(name));
  }

  number(name: string, defaultValue: number): number {
    return Number(this.#resource.properties[name] ?? defaultValue);
  }

  record<T extends object>(name: string): T {
    return this.#resolver.resolve(this.#resource.properties[name] ?? {}, this.#place(name)) as T;
  }

  optional(name: string): Resolved | undefined {
    const value = this.#resource.properties[name];
    return value === undefined ? undefined : this.#resolver.resolve(value, this.#place(name));
  }

  #place(name: string): string {
    return `${this.#resource.logicalId}/${name}`;
  }
}

function functionOf(of: Properties, resource: TemplateResource, folder: string): FunctionModel {
  const { S3Key } = of.record<{ S3Key: string }>('Code');
  const { ExecutionTimeout } = of.record<{ ExecutionTimeout?: number }>('DurableConfig');
  return {
    name: physicalName(resource),
    bundle: join(folder, `asset.${basename(S3Key, '.zip')}`, 'index.mjs'),
    environment: of.record<{ Variables?: Record<string, string> }>('Environment').Variables ?? {},
    timeoutSeconds: of.number('Timeout', 3),
    memoryMegabytes: of.number('MemorySize', 128),
    ...(ExecutionTimeout !== undefined && { executionSeconds: ExecutionTimeout }),
  };
}

function tableOf(of: Properties, resource: TemplateResource): TableModel {
  const names = ['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'BillingMode'];
  const given = names.map((name) => [name, of.optional(name)] as const).filter(([, value]) => value !== undefined);
  return { name: physicalName(resource), definition: Object.fromEntries(given) as { [key: string]: Resolved } };
}

function queueOf(of: Properties, resource: TemplateResource): QueueModel {
  const { deadLetterTargetArn, maxReceiveCount } = of.record<{
    deadLetterTargetArn?: string;
    maxReceiveCount?: number;
  }>('RedrivePolicy');
  return {
    name: physicalName(resource),
    attributes: {
      VisibilityTimeout: String(of.number('VisibilityTimeout', 30)),
      MessageRetentionPeriod: String(of.number('MessageRetentionPeriod', 345_600)),
      ...(deadLetterTargetArn ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) } : {}),
    },
  };
}

interface QueueConfiguration {
  readonly Queue: string;
  readonly Filter?: {
    readonly S3Key?: { readonly Rules?: readonly { readonly Name: string; readonly Value: string }[] };
  };
}

function notificationsOf(of: Properties, resource: TemplateResource): NotificationModel[] {
  const { QueueConfigurations = [] } = of.record<{ QueueConfigurations?: QueueConfiguration[] }>(
    'NotificationConfiguration',
  );
  return QueueConfigurations.map(({ Queue, Filter }) => {
    const rule = (name: string) => Filter?.S3Key?.Rules?.find((one) => one.Name.toLowerCase() === name)?.Value ?? '';
    return {
      bucket: physicalName(resource),
      prefix: rule('prefix'),
      suffix: rule('suffix'),
      queueName: nameOfArn(Queue),
    };
  });
}
