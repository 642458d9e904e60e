import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export const stages = ['dev', 'staging', 'prod'] as const;

/** The default comes first. `dev` may be deleted, `prod` is protected. */
export type Stage = (typeof stages)[number];

export const rollouts = ['all-at-once', 'canary'] as const;

/**
 * How the functions of the API reach requests with new code: all at once, or first for a tenth of the requests, back on an
 * alarm.
 */
export type Rollout = (typeof rollouts)[number];

/** What differs between the stages: retention times and protection against deletion. */
export interface StageSettings {
  readonly stage: Stage;
  /** What happens to buckets and tables that are removed from the stack. What a failed first deployment made is always deleted. */
  readonly dataRemoval: RemovalPolicy;
  /** Uploads that were replaced or deleted can be restored, for as long as other replaced objects. */
  readonly versionedUploads: boolean;
  /** Retention of the logs of functions and of the API. */
  readonly logRetention: RetentionDays;
  /** Retention of the reports on rejected lines, in days. */
  readonly rejectsRetentionDays: number;
  /** Retention of S3 server access logs, in days. */
  readonly accessLogRetentionDays: number;
  /** Tables can be restored to any second of the last 35 days. */
  readonly pointInTimeRecovery: boolean;
  /** Tables, and the stack itself, refuse to be deleted. */
  readonly deletionProtection: boolean;
  /** How requests reach new code, unless a deployment chooses. */
  readonly rollout: Rollout;
}

const settings: Readonly<Record<Stage, StageSettings>> = {
  dev: {
    stage: 'dev',
    dataRemoval: RemovalPolicy.DESTROY,
    versionedUploads: false,
    logRetention: RetentionDays.ONE_WEEK,
    rejectsRetentionDays: 30,
    accessLogRetentionDays: 30,
    pointInTimeRecovery: false,
    deletionProtection: false,
    rollout: 'all-at-once',
  },
  staging: {
    stage: 'staging',
    dataRemoval: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    versionedUploads: true,
    logRetention: RetentionDays.ONE_MONTH,
    rejectsRetentionDays: 90,
    accessLogRetentionDays: 90,
    pointInTimeRecovery: true,
    deletionProtection: false,
    rollout: 'canary',
  },
  prod: {
    stage: 'prod',
    dataRemoval: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    versionedUploads: true,
    logRetention: RetentionDays.THREE_MONTHS,
    rejectsRetentionDays: 90,
    accessLogRetentionDays: 365,
    pointInTimeRecovery: true,
    deletionProtection: true,
    rollout: 'canary',
  },
};

/** The settings of a stage. */
export function stageSettings(stage: Stage): StageSettings {
  return settings[stage];
}
