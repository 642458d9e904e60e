import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template } = synthesize();

describe('the alarms of durable executions', () => {
  const limits = { DurableExecutionOperations: 2400, DurableExecutionStorageWrittenBytes: 0.8 * 100 * 1024 ** 2 };
  const ends = { DurableExecutionFailed: 1, DurableExecutionTimedOut: 1 };

  it.each(['TrainingRun', 'ExportsRun'])('of %s go off when one fails, times out, or nears a limit of AWS', (id) => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ([alarmId, { Properties }]) => alarmId.startsWith(id) && Properties.MetricName.startsWith('DurableExecution'),
    );
    const thresholds = alarms.map(([, { Properties }]) => [Properties.MetricName, Properties.Threshold]);
    expect(Object.fromEntries(thresholds)).toEqual({ ...ends, ...limits });
    for (const [, { Properties }] of alarms) {
      expect(Properties.Statistic).toBe(Properties.Threshold === 1 ? 'Sum' : 'Maximum');
      expect(Properties.Dimensions).toMatchObject([
        { Name: 'FunctionName', Value: { Ref: expect.stringContaining(id) } },
      ]);
    }
  });
});

describe('a start that failed for good', () => {
  const [[queueId]] = resourcesOf(template, 'AWS::SQS::Queue').filter(([id]) => id.startsWith('Failures')) as [
    [string, unknown],
  ];

  it('of a training run, an export or a compaction is kept in a queue', () => {
    const kept = resourcesOf(template, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.DeadLetterConfig?.TargetArn['Fn::GetAtt'][0] === queueId,
    );
    expect(kept.map(([id]) => id.replace(/Function.*/, ''))).toEqual([
      'CompactionCompact',
      'ExportsRun',
      'TrainingRun',
      'WeightsExpireWeights',
    ]);
  });

  it('raises an alarm', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('Failures'));
    expect(alarms.map(([, { Properties }]) => [Properties.MetricName, Properties.Threshold])).toEqual([
      ['ApproximateNumberOfMessagesVisible', 1],
    ]);
  });
});

describe('the alarms of the API', () => {
  const alarmOf = (name: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm').find(([id]) => id.startsWith(`HttpApi${name}`))![1].Properties;

  it('go off at one 5xx that is no 503, which callers answer by trying again', () => {
    const [[, { Properties: filter }]] = resourcesOf(template, 'AWS::Logs::MetricFilter') as [
      [string, ReturnType<typeof resourcesOf>[number][1]],
    ];
    expect(filter.FilterPattern).toBe('{ ($.status = "5*") && ($.status != "503") }');
    const [{ MetricName, MetricNamespace }] = filter.MetricTransformations;
    expect(alarmOf('ServerError')).toMatchObject({ MetricName, Namespace: MetricNamespace, Threshold: 1 });
  });

  it('go off at many 5xx of any kind', () => {
    expect(alarmOf('Unavailable')).toMatchObject({ MetricName: '5xx', Threshold: 50 });
  });
});
