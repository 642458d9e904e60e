import { describe, expect, it } from 'vitest';
import { Resolver } from '../../../lib/local/template/intrinsic-functions.ts';
import { readStackModel } from '../../../lib/local/template/stack-model.ts';
import { resourcesOf, type TemplateValue } from '../../../lib/local/template/template.ts';

/** What CloudFormation, not JavaScript, fills in. */
const REGION_AND_X = ['$', '{AWS::Region}/x'].join('');

const raw = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST' },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
      },
    },
    Uploads: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Queue: { 'Fn::GetAtt': ['Work', 'Arn'] },
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
          ],
        },
      },
    },
    Handler: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'abc.zip' },
        Environment: { Variables: { TABLE: { Ref: 'Table' }, WHERE: { 'Fn::Sub': REGION_AND_X } } },
        Timeout: 15,
        MemorySize: 512,
      },
    },
    Link: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { 'Fn::GetAtt': ['Handler', 'Arn'] } },
    },
    Newest: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Handler' }, FunctionVersion: '7', Name: 'current' },
    },
    AliasLink: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: { Ref: 'Newest' } } },
    AliasRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'GET /y', Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'AliasLink' }]] } },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { RouteKey: 'GET /x', Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Link' }]] } },
    },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
        FunctionName: { Ref: 'Handler' },
        BatchSize: 3,
        ScalingConfig: { MaximumConcurrency: 4 },
      },
    },
  },
};
const template = { folder: '/assembly', resources: resourcesOf(raw) };

describe('readStackModel', () => {
  const model = readStackModel(template);

  it('reads functions with their bundle, environment variables, timeout and memory', () => {
    expect(model.functions).toEqual([
      {
        name: 'handler',
        bundle: '/assembly/asset.abc/index.mjs',
        environment: { TABLE: 'table', WHERE: 'us-east-1/x' },
        timeoutSeconds: 15,
        memoryMegabytes: 512,
      },
    ]);
  });

  it('resolves the targets of routes, also through an alias, of notifications and of event sources', () => {
    expect(model.routes).toEqual([
      { routeKey: 'GET /y', functionName: 'handler' },
      { routeKey: 'GET /x', functionName: 'handler' },
    ]);
    expect(model.notifications).toEqual([{ bucket: 'uploads', prefix: 'in/', suffix: '', queueName: 'work' }]);
    expect(model.eventSources).toEqual([
      { queueName: 'work', functionName: 'handler', batchSize: 3, batchingWindowSeconds: 0, concurrency: 4 },
    ]);
  });

  it('reads the redrive policy of queues and the keys of tables', () => {
    const work = model.queues.find((queue) => queue.name === 'work')!;
    expect(JSON.parse(work.attributes.RedrivePolicy!)).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      maxReceiveCount: 5,
    });
    expect(model.tables[0]).toMatchObject({ name: 'table', definition: { KeySchema: [{ AttributeName: 'id' }] } });
  });
});

describe('Resolver', () => {
  const resolver = new Resolver(template);

  it.each<[string, TemplateValue]>([
    ['an unknown intrinsic function', { 'Fn::ImportValue': 'x' }],
    ['an unknown resource', { Ref: 'Nobody' }],
    ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'StreamArn'] }],
  ])('throws with the path of %s', (_what, value) => {
    expect(() => resolver.resolve({ deep: [value] }, 'Handler')).toThrow('Handler/deep/0');
  });
});
