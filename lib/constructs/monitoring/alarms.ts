import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmDefinition, describeAlarm } from './alarm-definition.ts';
import { apiAlarmsOf } from './api-alarms.ts';
import { functionAlarmsOf } from './function-alarms.ts';
import type { Monitored } from './monitored.ts';
import { queueAlarmsOf } from './queue-alarms.ts';
import { serviceAlarmsOf } from './service-alarms.ts';
import { tableAlarmsOf } from './table-alarms.ts';

export interface AlarmsProps {
  readonly monitored: Monitored;
  /** SNS topic that alarms are sent to. @default alarms are only shown in CloudWatch */
  readonly topicArn?: string;
}

/** Every alarm of the stack. To add an alarm, add an entry to one of these lists. */
function alarmsOf(monitored: Monitored): AlarmDefinition[] {
  return [
    ...apiAlarmsOf(monitored),
    ...functionAlarmsOf(monitored),
    ...queueAlarmsOf(monitored),
    ...tableAlarmsOf(monitored),
    ...serviceAlarmsOf(monitored),
  ];
}

/** The alarms of the stack, sent to the topic of the deployment if it has one. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { monitored, topicArn }: AlarmsProps) {
    super(scope, id);
    const topic = topicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', topicArn);
    for (const definition of alarmsOf(monitored)) {
      const { of, name, metric, threshold, periods = 1 } = definition;
      const alarm = new Alarm(of, name, {
        metric,
        alarmDescription: describeAlarm(definition),
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (topic) alarm.addAlarmAction(new SnsAction(topic));
    }
  }
}
