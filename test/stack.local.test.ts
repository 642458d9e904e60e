import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { UPLOAD_PREFIXES } from '../lambdas/formats/object-layout.ts';
import { allowedBy, resourcesOf, synthesize } from './support/local/template.ts';

const { template } = synthesize();
const prod = synthesize({ stage: 'prod' });

describe('the functions of the stack', () => {
  it('all twenty-two run on Node 24 and arm64, are traced, and log to their own log group', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(22);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: { Ref: expect.stringContaining('Logs') } },
      });
      expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
    }
  });

  it('those behind HTTP time out before the gateway does', () => {
    const timeouts = resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([id]) => id.startsWith('Http'))
      .map(([, fn]) => fn.Properties.Timeout);
    expect(timeouts).toHaveLength(13);
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(25);
  });

  it('each has exactly the environment variables that it needs', () => {
    const variables = resourcesOf(template, 'AWS::Lambda::Function').map(([id, fn]) => [
      id.replace(/Function.*/, ''),
      Object.keys(fn.Properties.Environment.Variables).sort().join(' '),
    ]);
    expect(Object.fromEntries(variables)).toEqual({
      HttpProducts: 'COMPACT_FUNCTION KINDRED_STAGE LIVE_RECHECK_SECONDS MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      HttpSimilar:
        'KINDRED_STAGE LIVE_RECHECK_SECONDS LOAD_WAIT_SECONDS MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE SIMILAR_MAX_AGE_SECONDS',
      HttpEmbeddings: 'KINDRED_STAGE LIVE_RECHECK_SECONDS MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      HttpTrainStep: 'KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      HttpEvents: 'EVENTS_QUEUE_URL KINDRED_STAGE',
      HttpModels: 'KINDRED_STAGE MODELS_BUCKET REGISTRY_TABLE',
      HttpMap: 'KINDRED_STAGE MODELS_BUCKET REGISTRY_TABLE',
      HttpJobs: 'KINDRED_STAGE REGISTRY_TABLE',
      HttpRuns: 'KINDRED_STAGE REGISTRY_TABLE TRAINING_FUNCTION',
      HttpExports: 'EXPORT_FUNCTION KINDRED_STAGE MODELS_BUCKET REGISTRY_TABLE',
      HttpUploads: 'KINDRED_STAGE UPLOADS_BUCKET',
      HttpDocs: 'KINDRED_STAGE',
      HttpHealth: 'KINDRED_STAGE REGISTRY_TABLE',
      UploadIngest:
        'COMPACT_FUNCTION CONTINUATION_QUEUE_URL KINDRED_STAGE LIVE_RECHECK_SECONDS MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE TRAINING_FUNCTION UPLOADS_BUCKET',
      UploadTrainingUploads:
        'CONTINUATION_QUEUE_URL KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE SMALL_UPLOADS TRAINING_FUNCTION UPLOADS_BUCKET',
      TrainingRun:
        'CONCURRENT_SHARDS EMBED_SHARD_FUNCTION KINDRED_STAGE MAKE_MAP_FUNCTION MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE TRAINING_CONFIG TRAINING_SLICE_SECONDS UPLOADS_BUCKET',
      WeightsExpireWeights: 'KINDRED_STAGE MODELS_BUCKET REGISTRY_TABLE',
      EventsCollectEvents: 'KINDRED_STAGE UPLOADS_BUCKET',
      CompactionCompact: 'KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      ExportsRun: 'EXPORT_SLICE_SECONDS KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      TrainingEmbedShard: 'KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE REGISTRY_TABLE',
      TrainingMakeMap: 'KINDRED_STAGE MODELS_BUCKET PRODUCTS_TABLE',
    });
  });

  it('the training run takes its memory and its configuration from the context', () => {
    const trainingConfig = '{"epochs":2}';
    const { template: chosen } = synthesize({ trainingMemoryMegabytes: '4096', trainingConfig });
    chosen.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 4096,
      Timeout: 900,
      Environment: { Variables: Match.objectLike({ TRAINING_CONFIG: trainingConfig }) },
    });
  });
});

describe('the stages', () => {
  it('prod keeps its data when the stack is deleted, but not that of a first deployment that failed, and is protected against deletion', () => {
    expect(prod.stack.terminationProtection).toBe(true);
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      for (const [, resource] of resourcesOf(prod.template, type))
        expect(resource.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
    prod.template.allResourcesProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('dev deletes its tables and buckets with the stack, but leaves the access logs, which would stop the deletion', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      for (const [id, resource] of resourcesOf(template, type)) {
        const isLogs = id.startsWith('StorageAccessLogs');
        expect(resource.DeletionPolicy, id).toBe(isLogs ? 'RetainExceptOnCreate' : 'Delete');
      }
    }
  });

  it('every log group has a retention time', () => {
    const groups = resourcesOf(prod.template, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(23);
    for (const [, group] of groups) expect(group.Properties.RetentionInDays).toBe(90);
  });

  it('tables, buckets and queues have the logical ids of the first release', () => {
    const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue'].flatMap((type) =>
      resourcesOf(prod.template, type).map(([id]) => id),
    );
    expect(stateful).toEqual([
      'StorageProductsTableA4A88F40',
      'StorageRegistryTable8BD50B6E',
      'StorageAccessLogsBucket06E03AA1',
      'StorageModelsBucket3FAC5E13',
      'StorageUploadsBucketEA2039D6',
      'EventsQueueA148FD6E',
      'EventsQueueDeadLettersB9567167',
      'Failures8A3E1A2F',
      'UploadIngestQueue792A3648',
      'UploadIngestQueueDeadLettersDA5D2CB0',
      'UploadTrainingQueueCFF8D613',
      'UploadTrainingQueueDeadLettersCE8282F9',
    ]);
  });

  it('the outputs name the API, the buckets and the tables', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'ApiUrl',
      'ModelsBucketName',
      'ProductsTableName',
      'RegistryTableName',
      'UploadsBucketName',
    ]);
  });
});

describe('the permissions of the functions', () => {
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(([id]) => id);
  const own = (roleId: string) =>
    allowedBy(template, roleId).filter(({ actions }) => !/^(logs|xray):/.test(actions[0] as string));

  it('only two functions query the registry itself, for the decisions about a version; the others list by an index', () => {
    const queries = (id: string) =>
      own(id).some(
        ({ actions, resources }) =>
          actions.includes('dynamodb:Query') &&
          resources.some((one) => JSON.stringify(one).startsWith('{"Fn::GetAtt"')),
      );
    expect(roles.filter(queries).map((id) => id.replace(/Role.*/, ''))).toEqual(['HttpModels', 'HttpRuns']);
  });

  it('only two functions may write to the bucket of uploads: one signs uploads, one collects events', () => {
    const keysOf = (id: string) =>
      own(id)
        .filter(({ actions }) => actions.includes('s3:PutObject'))
        .flatMap(({ resources }) => resources.map((resource) => JSON.stringify(resource)))
        .filter((resource) => resource.includes('StorageUploads'))
        .map((resource) => resource.replace(/.*"\/(.+?)".*/, '$1'));
    const writers = roles.map((id) => [id.replace(/Role.*/, ''), keysOf(id)]).filter(([, keys]) => keys!.length > 0);
    const prefixes = Object.values(UPLOAD_PREFIXES)
      .map((prefix) => `${prefix}*`)
      .sort();
    expect(Object.fromEntries(writers)).toEqual({
      HttpUploads: prefixes,
      EventsCollectEvents: ['interactions/events/*'],
    });
  });

  it('the function Models reads the cards of versions, and no weights', () => {
    const role = roles.find((id) => id.startsWith('HttpModels'))!;
    const keys = own(role)
      .filter(({ actions }) => actions.includes('s3:GetObject'))
      .flatMap(({ resources }) => resources.map((resource) => JSON.stringify(resource).replace(/.*"\/(.+?)".*/, '$1')));
    expect(keys.sort()).toEqual(['models/*/card.html', 'models/*/card.json']);
  });
});
