import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { RunData } from '../../lambdas/core/training/config/run-data.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import type { TrainingFunctions } from './training-functions.ts';

export interface TrainingSchedulesProps {
  readonly functions: FunctionFactory;
  readonly training: TrainingFunctions;
  readonly options: DeploymentOptions;
}

/** Later than this after its time, a run is not started any more: the next one follows soon. */
const MAX_AGE_SECONDS = 3600;
const MAX_RETRIES = 10;

/** Whether a deployment has a schedule. */
export function hasSchedules({ trainingSchedule, fullTrainingSchedule }: DeploymentOptions): boolean {
  return trainingSchedule !== undefined || fullTrainingSchedule !== undefined;
}

/** Starts training runs at certain times: on new data, and on all data. */
export class TrainingSchedules extends Construct {
  readonly starter: KindredFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, { functions, training, options }: TrainingSchedulesProps) {
    super(scope, id);
    this.starter = functions.add(this, 'ScheduledRun', {
      handler: 'scheduled-run',
      description: 'Starts the training run of a schedule',
      memoryMegabytes: 512,
      timeoutSeconds: 30,
      keepsFailures: true,
      access: { registry: { table: ['GetItem', 'PutItem', 'UpdateItem'], index: true } },
    });
    training.bindStart(this.starter);
    this.role = this.starter.addScheduleRole(this);
    const { trainingSchedule, fullTrainingSchedule, scheduleTimeZone } = options;
    if (trainingSchedule !== undefined) this.add('NewData', trainingSchedule, scheduleTimeZone, 'new');
    if (fullTrainingSchedule !== undefined) this.add('AllData', fullTrainingSchedule, scheduleTimeZone, 'all');
  }

  private add(id: string, scheduleExpression: string, scheduleExpressionTimezone: string, data: RunData): void {
    new CfnSchedule(this, id, {
      description: `Kindred: a training run on ${data} data`,
      scheduleExpression,
      scheduleExpressionTimezone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.starter.lambda.functionArn,
        roleArn: this.role.roleArn,
        // EventBridge fills in the time, which is the same for every delivery.
        input: JSON.stringify({ data, scheduledFor: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumEventAgeInSeconds: MAX_AGE_SECONDS, maximumRetryAttempts: MAX_RETRIES },
      },
    });
  }
}
