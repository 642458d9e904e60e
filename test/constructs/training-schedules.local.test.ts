import { describe, expect, it } from 'vitest';
import { checkScheduleExpression } from '../../lib/constructs/options/schedule-expression.ts';
import { allowedBy, resourcesOf, synthesize } from '../support/local/template.ts';

const both = synthesize({
  trainingSchedule: 'cron(0 3 ? * MON-SAT *)',
  fullTrainingSchedule: 'cron(0 3 ? * SUN *)',
  scheduleTimeZone: 'Europe/Berlin',
});
const [[starterId]] = resourcesOf(both.template, 'AWS::Lambda::Function').filter(([id]) =>
  id.startsWith('SchedulesScheduledRun'),
) as [[string, unknown]];

/** Those of training runs: the one for old weights is there always. */
const schedulesOf = (template: typeof both.template) =>
  resourcesOf(template, 'AWS::Scheduler::Schedule').flatMap(([id, { Properties }]) =>
    id.startsWith('Schedules') ? [Properties] : [],
  );

describe('schedules of training runs', () => {
  it('are off by default, and add nothing then', () => {
    const { template } = synthesize();
    expect(schedulesOf(template)).toEqual([]);
    expect(resourcesOf(template, 'AWS::Lambda::Function').map(([id]) => id)).not.toContain(starterId);
  });

  it('start runs on new data and on all data, each at its time', () => {
    const schedules = schedulesOf(both.template);
    const inZone = { ScheduleExpressionTimezone: 'Europe/Berlin', FlexibleTimeWindow: { Mode: 'OFF' } };
    expect(schedules).toMatchObject([
      { ...inZone, ScheduleExpression: 'cron(0 3 ? * SUN *)' },
      { ...inZone, ScheduleExpression: 'cron(0 3 ? * MON-SAT *)' },
    ]);
    expect(schedules.map(({ Target }) => JSON.parse(Target.Input))).toEqual(
      ['all', 'new'].map((data) => ({ data, scheduledFor: '<aws.scheduler.scheduled-time>' })),
    );
    for (const { Target } of schedules) expect(Target.Arn).toEqual({ 'Fn::GetAtt': [starterId, 'Arn'] });
  });

  it('can be one alone', () => {
    const { template } = synthesize({ trainingSchedule: 'rate(12 hours)' });
    const schedules = schedulesOf(template);
    expect(schedules).toMatchObject([{ ScheduleExpression: 'rate(12 hours)', ScheduleExpressionTimezone: 'UTC' }]);
  });

  it('may start one function and do nothing else, for this account alone', () => {
    const [[, role]] = resourcesOf(both.template, 'AWS::IAM::Role').filter(([id]) => /^SchedulesRole/.test(id)) as [
      // biome-ignore lint/suspicious/noExplicitAny: a part of the template, which is JSON of many shapes.
      [string, any],
    ];
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    const statements = role.Properties.Policies.flatMap(
      (policy: { PolicyDocument: { Statement: unknown } }) => policy.PolicyDocument.Statement,
    );
    expect(statements).toEqual([
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [starterId, 'Arn'] } },
    ]);
  });

  it('have a function that may start runs and write their jobs', () => {
    const [[roleId]] = resourcesOf(both.template, 'AWS::IAM::Role').filter(([id]) =>
      id.startsWith('SchedulesScheduledRunRole'),
    ) as [[string, unknown]];
    const actions = allowedBy(both.template, roleId).flatMap((statement) => statement.actions);
    expect([...new Set(actions)].filter((action) => !/^(logs|xray):/.test(action)).sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
      'sqs:SendMessage',
    ]);
  });

  it('keep the events of runs that could not be started', () => {
    const starter = resourcesOf(both.template, 'AWS::Lambda::Function').find(([id]) => id === starterId)![1];
    const { TargetArn } = starter.Properties.DeadLetterConfig;
    expect(TargetArn['Fn::GetAtt'][0]).toMatch(/^Failures/);
  });

  it('have an alarm for runs that cannot be started', () => {
    const alarms = resourcesOf(both.template, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(45);
    expect(JSON.stringify(alarms)).toContain(starterId);
  });
});

describe('the expression of a schedule', () => {
  it.each([
    'cron(0 3 ? * MON-SAT *)',
    'cron(0/15 6-22 * * ? *)',
    'cron(30 2 1,15 JAN-JUN ? 2027-2030)',
    'cron(0 3 L * ? *)',
    'cron(0 3 LW * ? *)',
    'cron(0 3 15W * ? *)',
    'cron(0 3 ? * 6L *)',
    'cron(0 3 ? * 2#1 *)',
    'cron(0 3 ? jan,Feb sun *)',
    'rate(1 hour)',
    'rate(30 minutes)',
  ])('%s is accepted', (expression) => {
    expect(() => checkScheduleExpression('trainingSchedule', expression)).not.toThrow();
  });

  it.each([
    ['nightly', 'no schedule that repeats'],
    ['at(2026-01-05T03:00:00)', 'no schedule that repeats'],
    ['0 3 * * *', 'no schedule that repeats'],
    ['cron(0 3 * * ?)', '5 fields'],
    ['cron(0  3 ? * SUN *)', '7 fields'],
    ['cron(60 3 ? * SUN *)', '"60" cannot be the minutes'],
    ['cron(0 24 ? * SUN *)', '"24" cannot be the hours'],
    ['cron(0 3 32 * ? *)', '"32" cannot be the day of month'],
    ['cron(0 3 ? 13 SUN *)', '"13" cannot be the month'],
    ['cron(0 3 ? * 0 *)', '"0" cannot be the day of week'],
    ['cron(0 3 ? * SAT-MON *)', '"SAT-MON" cannot be the day of week'],
    ['cron(0 3 ? * SUN 1969)', '"1969" cannot be the year'],
    ['cron(0/0 3 ? * SUN *)', '"0/0" cannot be the minutes'],
    ['cron(0 3 * * * *)', 'must be ?'],
    ['cron(0 3 ? * ? *)', 'must be ?'],
    ['rate(1 hours)', '"1 hour"'],
    ['rate(5 hour)', '"5 hours"'],
    ['rate(0 hours)', '"0 hours" is no rate'],
    ['rate(1 week)', '"1 week" is no rate'],
  ])('%s is refused: %s', (expression, why) => {
    expect(() => checkScheduleExpression('trainingSchedule', expression)).toThrow(
      expect.objectContaining({
        code: 'invalid-schedule',
        message: expect.stringContaining(`trainingSchedule is "${expression}"`),
      }),
    );
    expect(() => checkScheduleExpression('trainingSchedule', expression)).toThrow(why);
  });
});
