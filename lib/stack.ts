import { type App, CfnOutput, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { Compaction, Exports, WeightsExpiry } from './constructs/background-functions.ts';
import { CanaryDeployments } from './constructs/canary-deployments.ts';
import { Console } from './constructs/console.ts';
import { DataKey, type StackSettings } from './constructs/data-key.ts';
import { EventFunctions } from './constructs/event-functions.ts';
import { FunctionFactory, logEnvironment } from './constructs/function-factory.ts';
import { deadLetterQueue } from './constructs/function-queue.ts';
import { bundleHandlers } from './constructs/handler-bundles.ts';
import { KindredHttpApi } from './constructs/http-api.ts';
import { HttpFunctions } from './constructs/http-functions.ts';
import { Alarms } from './constructs/monitoring/alarms.ts';
import { Dashboard } from './constructs/monitoring/dashboard.ts';
import { type DeploymentOptions, readDeploymentOptions } from './constructs/options/deployment-options.ts';
import { type StageSettings, stageSettings } from './constructs/options/stage-settings.ts';
import { Storage } from './constructs/storage.ts';
import { TableBackups } from './constructs/table-backups.ts';
import { bindTextModel, TEXT_MODEL_HANDLERS } from './constructs/text-model.ts';
import { TrainingFunctions } from './constructs/training-functions.ts';
import { hasSchedules, TrainingSchedules } from './constructs/training-schedules.ts';
import { UploadFunctions } from './constructs/upload-functions.ts';

export interface KindredStackProps {
  readonly options: DeploymentOptions;
}

/** CDK behaviours that are off by default only for compatibility with older apps. */
const featureFlags = [
  // S3 writes its access logs by the bucket policy, not by an ACL: the buckets have no ACLs.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy',
  '@aws-cdk/aws-iam:minimizePolicies',
  // A new version is published only for what Lambda regards as a change; it refuses to publish the same one twice.
  '@aws-cdk/aws-lambda:recognizeVersionProps',
];

/** All of Kindred in one stack. */
export class KindredStack extends Stack {
  constructor(scope: Construct, id: string, { options }: KindredStackProps) {
    const stage = stageSettings(options.stage);
    super(scope, id, {
      description: 'Kindred: serverless product embeddings',
      terminationProtection: stage.deletionProtection,
    });
    for (const flag of featureFlags) this.node.setContext(flag, true);
    Tags.of(this).add('application', 'kindred');
    Tags.of(this).add('stage', options.stage);
    const settings = withKey(this, stage, options);
    const storage = new Storage(this, 'Storage', settings, options);
    const failures = deadLetterQueue(this, 'Failures', settings.dataKey);
    const environment = logEnvironment(options);
    const codeOf = bundleHandlers(this, options.textModel && TEXT_MODEL_HANDLERS);
    const functions = new FunctionFactory({ storage, settings, failures, environment, codeOf });
    const api = new KindredHttpApi(this, 'HttpApi', { settings, options });
    storage.allowUploadsOfPages([api.api.apiEndpoint, ...(options.uploadOrigins ?? [])]);
    const training = new TrainingFunctions(this, 'Training', functions, options);
    const compaction = new Compaction(this, 'Compaction', functions);
    const events = new EventFunctions(this, 'Events', functions);
    new WeightsExpiry(this, 'Weights', functions);
    const exports = new Exports(this, 'Exports', functions, options);
    new HttpFunctions(this, 'Http', { api, functions, options, training, compaction, events, exports });
    if (options.console) new Console(this, 'Console', { api, functions, uploads: storage.uploads.bucket, options });
    const uploads = new UploadFunctions(this, 'Upload', {
      functions,
      uploads: storage.uploads,
      options,
      training,
      compaction,
    });
    if (options.textModel) bindTextModel(functions.added, storage, options.textModel);
    if (hasSchedules(options)) new TrainingSchedules(this, 'Schedules', { functions, training, options });
    const monitored = {
      stage: options.stage,
      service: this,
      api,
      functions: functions.added,
      storage,
      queues: [...uploads.queues, events.queue],
      failures,
      hasVectorIndex: options.vectorIndex !== undefined,
      hasTextModel: options.textModel !== undefined,
    };
    new Alarms(this, 'Alarms', { monitored, ...(options.alarmTopicArn && { topicArn: options.alarmTopicArn }) });
    if (options.dashboard) new Dashboard(this, 'Monitoring', { monitored });
    if (options.rollout === 'canary') new CanaryDeployments(this, 'Canary', api);
    if (options.backup)
      new TableBackups(this, 'Backups', { tables: [storage.products.table, storage.registry.table], settings });
    this.addOutputs(storage, api);
    if (options.console) new CfnOutput(this, 'ConsoleUrl', { value: `${api.api.apiEndpoint}/` });
  }

  private addOutputs(storage: Storage, api: KindredHttpApi): void {
    new CfnOutput(this, 'ApiUrl', { value: api.api.apiEndpoint });
    new CfnOutput(this, 'UploadsBucketName', { value: storage.uploads.bucket.bucketName });
    new CfnOutput(this, 'ModelsBucketName', { value: storage.models.bucket.bucketName });
    new CfnOutput(this, 'ProductsTableName', { value: storage.products.table.tableName });
    new CfnOutput(this, 'RegistryTableName', { value: storage.registry.table.tableName });
  }
}

/** The settings of the stage, with the customer's key if the deployment has one. */
function withKey(
  scope: Construct,
  settings: StageSettings,
  { encryption, kmsKeyArn }: DeploymentOptions,
): StackSettings {
  if (encryption === 'aws') return settings;
  return { ...settings, dataKey: new DataKey(scope, 'DataKey', { settings, ...(kmsKeyArn && { keyArn: kmsKeyArn }) }) };
}

/** The packs of cdk-nag that the stack is checked by. */
export function nagPacks(app: App) {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)];
}

/**
 * Adds the stack `Kindred-<stage>` with the options of the app's context, and cdk-nag's packs AwsSolutions and
 * Serverless: synthesis fails on every finding that is not acknowledged at its construct.
 * @throws DeploymentOptionsError when a context value cannot be used
 */
export function addKindredStack(app: App): KindredStack {
  const options = readDeploymentOptions(app.node);
  Validations.of(app).addPlugins(...nagPacks(app));
  return new KindredStack(app, `Kindred-${options.stage}`, { options });
}
