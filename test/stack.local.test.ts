import { Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { UPLOAD_PREFIXES } from '../lambdas/formats/object-layout.ts';
import { allowedBy, kindredApp, resourcesOf, synthesize } from './support/local/template.ts';

const { template } = synthesize();
const prod = synthesize({ stage: 'prod' });

describe('the functions of the stack', () => {
  it('all twenty-one run on Node 24 and arm64, are traced, and log to their own log group', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(21);
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
    expect(groups).toHaveLength(22);
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

  it('each function has exactly the actions listed here', () => {
    const actions = roles.map((id) => [
      id.replace(/Role.*/, ''),
      [...new Set(own(id).flatMap((statement) => statement.actions))].sort().join(' '),
    ]);
    const models = 's3:GetObject s3:ListBucket';
    const receive =
      'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';
    const write = 's3:AbortMultipartUpload s3:GetObject s3:ListBucket s3:PutObject';
    expect(Object.fromEntries(actions)).toEqual({
      HttpProducts: `dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem lambda:InvokeFunction ${models}`,
      HttpSimilar: `dynamodb:GetItem dynamodb:Query ${models}`,
      HttpEmbeddings: `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem ${models}`,
      HttpTrainStep: `dynamodb:GetItem dynamodb:PutItem ${write}`,
      HttpEvents: 'sqs:SendMessage',
      HttpModels: `dynamodb:GetItem dynamodb:Query ${models}`,
      HttpMap: `dynamodb:GetItem ${models}`,
      HttpJobs: 'dynamodb:GetItem dynamodb:Query',
      HttpRuns: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem lambda:InvokeFunction',
      HttpExports: `dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem lambda:InvokeFunction ${models}`,
      HttpUploads: 's3:AbortMultipartUpload s3:ListBucket s3:PutObject',
      HttpDocs: '',
      HttpHealth: 'dynamodb:GetItem',
      UploadIngest: `dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem lambda:InvokeFunction ${write} ${receive} sqs:SendMessage`,
      UploadTrainingUploads: `dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem lambda:InvokeFunction ${write} ${receive} sqs:SendMessage`,
      TrainingRun: `dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:Scan dynamodb:UpdateItem lambda:CheckpointDurableExecution lambda:GetDurableExecutionState lambda:InvokeFunction s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject sqs:SendMessage`,
      EventsCollectEvents: `s3:AbortMultipartUpload s3:PutObject ${receive}`,
      CompactionCompact:
        'dynamodb:GetItem dynamodb:PutItem dynamodb:Query s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject sqs:SendMessage',
      ExportsRun: `dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:UpdateItem lambda:CheckpointDurableExecution lambda:GetDurableExecutionState ${write} sqs:SendMessage`,
      TrainingEmbedShard: `dynamodb:BatchWriteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Scan dynamodb:UpdateItem ${models}`,
      TrainingMakeMap: `dynamodb:Scan ${write}`,
    });
  });

  it('only two functions query the registry itself, for the decisions about a version; the others list by an index', () => {
    const queries = (id: string) =>
      own(id).some(
        ({ actions, resources }) =>
          actions.includes('dynamodb:Query') &&
          resources.some((one) => JSON.stringify(one).startsWith('{"Fn::GetAtt"')),
      );
    expect(roles.filter(queries).map((id) => id.replace(/Role.*/, ''))).toEqual(['HttpModels', 'HttpRuns']);
  });

  it('no statement has a wildcard action, and only X-Ray has a wildcard resource', () => {
    for (const { actions, resources } of roles.flatMap((id) => allowedBy(template, id))) {
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      if (!actions[0]?.startsWith('xray:')) expect(resources).not.toContain('*');
    }
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

  it('no role has a managed policy', () => {
    for (const [, role] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });
});

describe('cdk-nag', () => {
  it.each(['dev', 'staging', 'prod'])('reports nothing for the stage %s', (stage) => {
    const { app } = synthesize({ stage });
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
    expect(() => app.synth()).not.toThrow();
  });

  it('fails the synthesis for a finding that is not acknowledged', () => {
    const { app, stack } = kindredApp();
    new Queue(stack, 'Careless', { enforceSSL: true });
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-SQS3']);
    expect(() => app.synth()).toThrow(/Kindred-dev\/Careless\/Resource.*\n.*AwsSolutions-SQS3/);
  });

  it('accepts a finding that is acknowledged at its construct', () => {
    const { app, stack } = kindredApp();
    const queue = new Queue(stack, 'Careful', { enforceSSL: true });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Shows that only this finding is in the way.',
    });
    expect(() => app.synth()).not.toThrow();
  });
});
