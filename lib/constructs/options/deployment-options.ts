import type { Node } from 'constructs';
import { environmentDefaults } from '../../../lambdas/shared/environment-defaults.ts';
import { MEGABYTES_PER_VCPU, NEW_ACCOUNT_MEGABYTES } from '../../../lambdas/shared/lambda-limits.ts';
import { type JwtOptions, readJwt, readThrottleOptions, type ThrottleOptions } from './access-options.ts';
import {
  DeploymentOptionsError,
  readChoice,
  readCount,
  readJsonObject,
  readMegabytes,
  readOrigins,
  readSeconds,
  readShare,
  readSwitch,
  readText,
} from './context-values.ts';
import { checkScheduleExpression } from './schedule-expression.ts';
import { fitToIndex, readVectorIndexOptions } from './search-options.ts';
import { type Rollout, rollouts, type Stage, stageSettings, stages } from './stage-settings.ts';
import { readStorageOptions, type StorageOptions } from './storage-options.ts';
import { readTextModel, type TextModelOptions } from './text-model-options.ts';
import type { VectorIndexProps } from './vector-index-schema.ts';

/** The default comes first. */
const smallUploads = ['step', 'run'] as const;
type SmallUploads = (typeof smallUploads)[number];

/** The default comes first. */
const docsAccess = ['private', 'public'] as const;
type DocsAccess = (typeof docsAccess)[number];

/** The choices of a deployment, each given by `cdk deploy -c name=value`. */
export interface DeploymentOptions extends StorageOptions, ThrottleOptions {
  /** @default 'dev' */
  readonly stage: Stage;
  /** Context `jwtIssuer`, `jwtAudience` (comma-separated), `jwtScopes` and `jwtScopePrefix`. @default IAM authorization */
  readonly jwt?: JwtOptions;
  /** SNS topic that alarms are sent to. @default alarms are only shown in CloudWatch */
  readonly alarmTopicArn?: string;
  /** Settings of the training configuration, one JSON object. @default '{}' */
  readonly trainingConfig: string;
  /** 128 to 10240. @default 3008: the limit of a new account */
  readonly trainingMemoryMegabytes: number;
  /** 128 to 10240. @default 1769: one whole vCPU */
  readonly similarMemoryMegabytes: number;
  /** What the distributed search engine indexes, context `search=dynamodb`. @default search is exact, in memory */
  readonly vectorIndex?: VectorIndexProps;
  /**
   * What an upload of at most 1,000 triplets starts if there is a head: an online step, or a training run as all other
   * uploads do.
   * @default 'step'
   */
  readonly smallUploads: SmallUploads;
  /**
   * Origins of pages that may send signed uploads from a browser, besides the API's own. Each is like
   * `https://admin.example.com`, with at most one `*`.
   * @default only pages that the API serves
   */
  readonly uploadOrigins?: readonly string[];
  /** `public`: the description of the API can be read without credentials. @default 'private' */
  readonly docs: DocsAccess;
  /** Whether the API serves the console. @default true with a JWT issuer, and false without */
  readonly console: boolean;
  /** When runs on new data start: an expression of EventBridge Scheduler. @default never */
  readonly trainingSchedule?: string;
  /** When runs on all data start. @default never */
  readonly fullTrainingSchedule?: string;
  /** The time zone of both schedules, by its IANA name. @default 'UTC' */
  readonly scheduleTimeZone: string;
  /** 512 to 10240: room for two snapshots, while a new one replaces the old one. @default 1024 */
  readonly similarScratchMegabytes: number;
  /** How long callers may keep the answer of a search by GET, 0 to 86,400; 0: they ask each time. @default 2 */
  readonly similarMaxAgeSeconds: number;
  /** Catalog uploads that are read at once, 2 to 1,000: the bounds of an event source. @default 5 */
  readonly uploadConcurrency: number;
  /** Parts of the catalog that are embedded at once, 1 to 100. @default 8 */
  readonly concurrentShards: number;
  /** Whether the stage has a dashboard in CloudWatch. @default true */
  readonly dashboard: boolean;
  /** Share of the invocations that also log lines of the level `DEBUG`, 0 to 1. @default 0 */
  readonly debugLogShare: number;
  /**
   * Writes a second that the table of products takes from the first, 4,000 to 40,000. They are paid once, and cannot be
   * lowered again.
   * @default what DynamoDB gives a table: 4,000 at first, more with its use
   */
  readonly warmWriteUnits?: number;
  /**
   * How requests reach new code of the API: all at once, or a tenth of them for five minutes, and back if an alarm goes off.
   * @default 'all-at-once' in dev, 'canary' in staging and prod
   */
  readonly rollout: Rollout;
  /** Execution environments of the search that wait for requests, 0 to 100, billed by the hour. @default 0 */
  readonly similarProvisionedConcurrency: number;
  /** Whether AWS Backup makes a backup of both tables each day. @default false */
  readonly backup: boolean;
  /** Embeds the texts of products without a vector of their own. @default none */
  readonly textModel?: TextModelOptions;
}

/**
 * Reads the options from the CDK context.
 * @throws DeploymentOptionsError when a value cannot be used
 */
export function readDeploymentOptions(node: Node): DeploymentOptions {
  const jwt = readJwt(node);
  const uploadOrigins = readOrigins(node, 'uploadOrigins');
  const alarmTopicArn = readText(node, 'alarmTopicArn');
  const givenConfig = readJsonObject(node, 'trainingConfig');
  const vectorIndex = readVectorIndexOptions(node, givenConfig);
  const trainingConfig = vectorIndex ? fitToIndex(givenConfig, vectorIndex) : givenConfig;
  const trainingSchedule = readSchedule(node, 'trainingSchedule');
  const fullTrainingSchedule = readSchedule(node, 'fullTrainingSchedule');
  const stage = readChoice(node, 'stage', stages, 'unknown-stage');
  const textModel = readTextModel(node);
  return {
    stage,
    ...(jwt && { jwt }),
    ...(alarmTopicArn && { alarmTopicArn }),
    trainingConfig,
    trainingMemoryMegabytes: readMegabytes(node, 'trainingMemoryMegabytes', NEW_ACCOUNT_MEGABYTES),
    similarMemoryMegabytes: readMegabytes(node, 'similarMemoryMegabytes', MEGABYTES_PER_VCPU),
    ...(vectorIndex && { vectorIndex }),
    smallUploads: readChoice(node, 'smallUploads', smallUploads, 'unknown-choice'),
    ...(uploadOrigins.length > 0 && { uploadOrigins }),
    docs: readChoice(node, 'docs', docsAccess, 'unknown-choice'),
    console: readSwitch(node, 'console', jwt !== undefined),
    ...(trainingSchedule && { trainingSchedule }),
    ...(fullTrainingSchedule && { fullTrainingSchedule }),
    scheduleTimeZone: readTimeZone(node),
    similarScratchMegabytes: readMegabytes(node, 'similarScratchMegabytes', 1024, 512),
    similarMaxAgeSeconds: readSeconds(node, 'similarMaxAgeSeconds', environmentDefaults.SIMILAR_MAX_AGE_SECONDS),
    uploadConcurrency: readCount(node, 'uploadConcurrency', 5, [2, 1000]),
    concurrentShards: readCount(node, 'concurrentShards', environmentDefaults.CONCURRENT_SHARDS, [1, 100]),
    dashboard: readSwitch(node, 'dashboard', true),
    debugLogShare: readShare(node, 'debugLogShare', 0),
    ...readWarmWriteUnits(node),
    rollout: readRollout(node, stage),
    similarProvisionedConcurrency: readCount(node, 'similarProvisionedConcurrency', 0, [0, 100]),
    ...readStorageOptions(node, stage),
    backup: readSwitch(node, 'backup', false),
    ...(textModel && { textModel }),
    ...readThrottleOptions(node),
  };
}

/** What DynamoDB gives a new table, and its default limit for a table. */
const WARM_WRITE_UNITS: [number, number] = [4000, 40_000];

function readWarmWriteUnits(node: Node): Pick<DeploymentOptions, 'warmWriteUnits'> {
  if (readText(node, 'warmWriteUnits') === undefined) return {};
  return { warmWriteUnits: readCount(node, 'warmWriteUnits', WARM_WRITE_UNITS[0], WARM_WRITE_UNITS) };
}

function readRollout(node: Node, stage: Stage): Rollout {
  const byDefault = stageSettings(stage).rollout;
  return readChoice(node, 'rollout', [byDefault, ...rollouts.filter((one) => one !== byDefault)], 'unknown-choice');
}

function readSchedule(node: Node, name: string): string | undefined {
  const expression = readText(node, name);
  if (expression !== undefined) checkScheduleExpression(name, expression);
  return expression;
}

function readTimeZone(node: Node): string {
  const name = 'scheduleTimeZone';
  const timeZone = readText(node, name) ?? 'UTC';
  const known = findTimeZone(timeZone);
  if (known !== undefined) return known;
  const detail = `${name} is "${timeZone}", expected the IANA name of a time zone, such as Europe/Berlin`;
  throw new DeploymentOptionsError('invalid-schedule', detail);
}

/** A time zone as EventBridge writes it, which takes no other case; undefined for an offset, which has no name. */
function findTimeZone(name: string): string | undefined {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    if (/^[+-]/.test(timeZone)) return undefined;
    // Another name of a zone stays as it is given.
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch {
    return undefined;
  }
}
