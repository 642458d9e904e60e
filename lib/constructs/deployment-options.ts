import type { Node } from 'constructs';
import { DeploymentOptionsError } from './deployment-options-error.ts';
import { vectorIndexOptions } from './search-options.ts';
import { type Stage, stages } from './stage-settings.ts';
import type { VectorIndexProps } from './vector-index.ts';

/** A JWT authorizer in place of IAM authorization. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
}

const smallUploads = ['step', 'run'] as const;
type SmallUploads = (typeof smallUploads)[number];

/** What a deployment may choose, each by `cdk deploy -c name=value`. */
export interface DeploymentOptions {
  /** @default 'dev' */
  readonly stage: Stage;
  /** Context `jwtIssuer` and `jwtAudience` (comma-separated). @default IAM authorization */
  readonly jwt?: JwtOptions;
  /** Where alarms are sent. @default they only show in CloudWatch */
  readonly alarmTopicArn?: string;
  /** Overrides of the training configuration, one JSON object. @default '{}' */
  readonly trainingConfig: string;
  /** 128 to 10240. @default 3008: what a new account allows at most */
  readonly trainingMemoryMegabytes: number;
  /** 128 to 10240. @default 1769: one whole vCPU */
  readonly similarMemoryMegabytes: number;
  /** What is indexed for the distributed search engine, context `search=dynamodb`. @default search is exact, in memory */
  readonly vectorIndex?: VectorIndexProps;
  /**
   * What an upload of at most 1,000 triplets leads to while there is a head: a step from it, or a training run as all other uploads.
   * @default 'step'
   */
  readonly smallUploads: SmallUploads;
  /** 512 to 10240: room for two snapshots at once, while one gives way to the next. @default 1024 */
  readonly similarScratchMegabytes: number;
}

/**
 * Reads the options from the CDK context.
 * @throws DeploymentOptionsError when a value cannot be used
 */
export function deploymentOptions(node: Node): DeploymentOptions {
  const jwt = readJwt(node);
  const alarmTopicArn = readText(node, 'alarmTopicArn');
  const trainingConfig = readTrainingConfig(node);
  const vectorIndex = vectorIndexOptions(node, trainingConfig);
  return {
    stage: readStage(node),
    ...(jwt && { jwt }),
    ...(alarmTopicArn && { alarmTopicArn }),
    trainingConfig,
    trainingMemoryMegabytes: readMemory(node, 'trainingMemoryMegabytes', 3008),
    similarMemoryMegabytes: readMemory(node, 'similarMemoryMegabytes', 1769),
    ...(vectorIndex && { vectorIndex }),
    smallUploads: readSmallUploads(node),
    similarScratchMegabytes: readMemory(node, 'similarScratchMegabytes', 1024, 512),
  };
}

function readSmallUploads(node: Node): SmallUploads {
  const value = readText(node, 'smallUploads') ?? 'step';
  const choice = smallUploads.find((known) => known === value);
  if (choice) return choice;
  throw new DeploymentOptionsError(
    'unknown-choice',
    `smallUploads is "${value}", expected one of ${smallUploads.join(', ')}`,
  );
}

function readText(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new DeploymentOptionsError('not-text', `${name} is ${JSON.stringify(value)}, expected text`);
}

function readStage(node: Node): Stage {
  const value = readText(node, 'stage') ?? 'dev';
  const stage = stages.find((known) => known === value);
  if (stage) return stage;
  throw new DeploymentOptionsError('unknown-stage', `stage is "${value}", expected one of ${stages.join(', ')}`);
}

function readJwt(node: Node): JwtOptions | undefined {
  const issuer = readText(node, 'jwtIssuer');
  const audience = (readText(node, 'jwtAudience') ?? '').split(',').filter((entry) => entry !== '');
  if (!issuer && audience.length === 0) return undefined;
  if (issuer?.startsWith('https://') && audience.length > 0) return { issuer, audience };
  throw new DeploymentOptionsError(
    'incomplete-jwt',
    `jwtIssuer is "${issuer ?? ''}" and jwtAudience [${audience.join(', ')}]; give an https:// issuer and at least one audience, or neither`,
  );
}

function readTrainingConfig(node: Node): string {
  const value = readText(node, 'trainingConfig') ?? '{}';
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return JSON.stringify(parsed);
  } catch (cause) {
    throw new DeploymentOptionsError('invalid-training-config', `trainingConfig is not JSON: ${value}`, { cause });
  }
  throw new DeploymentOptionsError('invalid-training-config', `trainingConfig is ${value}, expected a JSON object`);
}

function readMemory(node: Node, name: string, defaultMegabytes: number, leastMegabytes = 128): number {
  const value: unknown = node.tryGetContext(name) ?? defaultMegabytes;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes >= leastMegabytes && megabytes <= 10_240) return megabytes;
  throw new DeploymentOptionsError(
    'invalid-memory',
    `${name} is ${String(value)}, expected an integer of ${leastMegabytes} to 10240`,
  );
}
