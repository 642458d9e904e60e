import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What counts, and what to say when it happens even once within the metric's period. */
export interface AlarmOnFirst {
  readonly metric: IMetric;
  readonly description: string;
}

/** Alarms that go to the topic of the deployment, where it has one. */
export class Alarms extends Construct {
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, topicArn: string | undefined) {
    super(scope, id);
    this.topic = topicArn === undefined ? undefined : Topic.fromTopicArn(this, 'Topic', topicArn);
  }

  /** Adds an alarm for the first occurrence to `scope`. */
  onFirst(scope: Construct, id: string, what: AlarmOnFirst): void {
    const props: AlarmProps = {
      metric: what.metric,
      alarmDescription: what.description,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    };
    const alarm = new Alarm(scope, id, props);
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
