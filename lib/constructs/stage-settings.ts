import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export const stages = ['dev', 'staging', 'prod'] as const;

/** Where the stack runs: `dev` may be thrown away, `prod` may not. */
export type Stage = (typeof stages)[number];

/** What differs between the stages: how long things are kept, and how hard they are to lose. */
export interface StageSettings {
  readonly stage: Stage;
  /** What becomes of buckets and tables when they leave the stack. */
  readonly dataRemoval: RemovalPolicy;
  /** How long the logs of functions and of the API are kept. */
  readonly logRetention: RetentionDays;
  /** Days that reports of rejected lines are kept. */
  readonly rejectsRetentionDays: number;
  /** Days that S3 server access logs are kept. */
  readonly accessLogRetentionDays: number;
  /** Tables can be restored to any second of the last 35 days. */
  readonly pointInTimeRecovery: boolean;
  /** Tables, and the stack itself, refuse to be deleted. */
  readonly deletionProtection: boolean;
}

const settings: Readonly<Record<Stage, StageSettings>> = {
  dev: {
    stage: 'dev',
    dataRemoval: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_WEEK,
    rejectsRetentionDays: 30,
    accessLogRetentionDays: 30,
    pointInTimeRecovery: false,
    deletionProtection: false,
  },
  staging: {
    stage: 'staging',
    dataRemoval: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.ONE_MONTH,
    rejectsRetentionDays: 90,
    accessLogRetentionDays: 90,
    pointInTimeRecovery: true,
    deletionProtection: false,
  },
  prod: {
    stage: 'prod',
    dataRemoval: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.THREE_MONTHS,
    rejectsRetentionDays: 90,
    accessLogRetentionDays: 365,
    pointInTimeRecovery: true,
    deletionProtection: true,
  },
};

/** The settings of a stage. */
export function stageSettings(stage: Stage): StageSettings {
  return settings[stage];
}
