import { describe, expect, it } from 'vitest';
import { allowedBy, resourcesOf, synthesize, type TemplateResource } from '../support/local/template.ts';

const { template } = synthesize();
const queues = new Map(resourcesOf(template, 'AWS::SQS::Queue'));
const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping.Properties);
const uploads = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('StorageUploads')) as [
  string,
  TemplateResource,
];
const arnId = (arn: { 'Fn::GetAtt': [string, string] }): string => arn['Fn::GetAtt'][0];

describe('a queue that feeds a function', () => {
  it.each(mappings.map((mapping) => [arnId(mapping.EventSourceArn), mapping]))(
    '%s has a dead-letter queue with an alarm, which stores messages for 14 days',
    (queueId) => {
      const redrive = queues.get(queueId)?.Properties.RedrivePolicy;
      expect(redrive.maxReceiveCount).toBeGreaterThanOrEqual(3);
      expect(redrive.maxReceiveCount).toBeLessThanOrEqual(6);
      const deadLettersId = arnId(redrive.deadLetterTargetArn);
      expect(queues.get(deadLettersId)?.Properties).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
      });
      const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(([, alarm]) =>
        JSON.stringify(alarm.Properties.Dimensions ?? []).includes(deadLettersId),
      );
      expect(alarms.map(([, alarm]) => alarm.Properties)).toMatchObject([
        { MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Threshold: 1 },
      ]);
    },
  );

  it.each(mappings.map((mapping) => [arnId(mapping.EventSourceArn), mapping]))(
    '%s has a visibility timeout of at least six times the timeout of its function',
    (queueId, mapping) => {
      const fn = template.findResources('AWS::Lambda::Function')[mapping.FunctionName.Ref] as TemplateResource;
      expect(queues.get(queueId)?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * fn.Properties.Timeout);
    },
  );

  it('is read by at least two consumers that report partial failures', () => {
    expect(mappings).toMatchObject([
      {
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 300,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
      { BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 5 } },
      {
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
  });

  it('takes catalogs by as many consumers as the deployment asks for', () => {
    const { template: chosen } = synthesize({ uploadConcurrency: '20' });
    chosen.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 20 },
    });
  });

  it('of uploads can be sent messages by its own function alone, which Lambda lets read its own messages', () => {
    const sends = (roleId: string) =>
      allowedBy(template, roleId).filter(({ actions }) => actions.includes('sqs:SendMessage'));
    for (const [name, queue] of [
      ['UploadIngest', 'UploadIngestQueue'],
      ['UploadTrainingUploads', 'UploadTrainingQueue'],
    ]) {
      const [roleId = ''] = resourcesOf(template, 'AWS::IAM::Role')
        .map(([id]) => id)
        .filter((id) => id.startsWith(`${name}Role`));
      expect(JSON.stringify(sends(roleId).map(({ resources }) => resources))).toContain(`"${queue}`);
      expect(sends(roleId)).toHaveLength(1);
      const fn = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith(`${name}Function`))![1];
      expect(fn.Properties.RecursiveLoop).toBe('Allow');
      expect(JSON.stringify(fn.Properties.Environment.Variables.CONTINUATION_QUEUE_URL)).toContain(queue);
    }
    const allowed = resourcesOf(template, 'AWS::Lambda::Function').filter(
      ([, fn]) => fn.Properties.RecursiveLoop === 'Allow',
    );
    expect(allowed).toHaveLength(2);
  });

  it('has an alarm on the errors of its function, as training, maps, compaction, exports and the removal of weights have', () => {
    const errors = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ([, alarm]) => alarm.Properties.MetricName === 'Errors',
    );
    expect(errors).toHaveLength(mappings.length + 6);
  });
});

describe('the notifications of uploads', () => {
  it('go to the ingest queue for catalogs, to the training queue for training data, and nowhere else', () => {
    const announced = uploads[1].Properties.NotificationConfiguration.QueueConfigurations.map(
      // biome-ignore lint/suspicious/noExplicitAny: a part of the template, which is JSON of many shapes.
      (entry: any) => [entry.Event, entry.Filter.S3Key.Rules[0], arnId(entry.Queue).replace(/Queue.*/, '')],
    );
    expect(announced).toEqual([
      ['s3:ObjectCreated:*', { Name: 'prefix', Value: 'catalog/' }, 'UploadIngest'],
      ['s3:ObjectCreated:*', { Name: 'prefix', Value: 'replace/catalog/' }, 'UploadIngest'],
      ['s3:ObjectCreated:*', { Name: 'prefix', Value: 'replace-forced/catalog/' }, 'UploadIngest'],
      ['s3:ObjectCreated:*', { Name: 'prefix', Value: 'triplets/' }, 'UploadTraining'],
      ['s3:ObjectCreated:*', { Name: 'prefix', Value: 'interactions/' }, 'UploadTraining'],
    ]);
  });

  it('need queues that accept messages only from buckets of this account and this stack', () => {
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(([id]) =>
      uploads[1].DependsOn?.includes(id),
    );
    expect(policies).toHaveLength(2);
    for (const [, policy] of policies) {
      const allow = policy.Properties.PolicyDocument.Statement.filter((s: { Effect: string }) => s.Effect === 'Allow');
      expect(allow).toMatchObject([
        {
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ]);
      expect(JSON.stringify(allow[0].Condition.ArnLike)).toContain(':s3:::kindred-dev-*');
    }
  });

  it('need no custom resource', () => {
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { Runtime: 'nodejs24.x' }, 22);
    template.resourceCountIs('AWS::Lambda::Function', 22);
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });
});
