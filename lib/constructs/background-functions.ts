import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import { snapshotsReadAccess } from './storage.ts';

/*
 * Functions that work while nobody waits: new snapshots, exports, and the removal of old weights.
 */

const { snapshots, exports, exportSources } = STORED_PREFIXES;

/** The function that rewrites the snapshot of the live version after enough writes and uploads. */
export class Compaction extends Construct {
  readonly compact: KindredFunction;

  constructor(scope: Construct, id: string, functions: FunctionFactory) {
    super(scope, id);
    this.compact = functions.add(this, 'Compact', {
      handler: 'compact',
      description: 'Rewrites the search snapshot of the live vectors once enough of them have changed',
      memoryMegabytes: MEGABYTES_PER_VCPU,
      timeoutSeconds: 900,
      keepsFailures: true,
      access: {
        products: { table: [], index: true },
        registry: { table: ['GetItem', 'PutItem'] },
        models: {
          ...snapshotsReadAccess,
          write: keysUnder(STORED_PREFIXES.snapshots),
          remove: keysUnder(STORED_PREFIXES.snapshots),
        },
      },
    });
  }

  /** Allows a function to start a compaction, and sets the variable that names this function. */
  bindStart(fn: KindredFunction): void {
    fn.lambda.addEnvironment('COMPACT_FUNCTION', this.compact.lambda.functionArn);
    fn.allowInvoke('StartCompaction', this.compact);
  }
}

/**
 * The function that removes weights which no pointer has named for long, once a day: a shop that only takes steps publishes
 * nothing, and each step stores weights.
 */
export class WeightsExpiry extends Construct {
  constructor(scope: Construct, id: string, functions: FunctionFactory) {
    super(scope, id);
    const fn = functions.add(this, 'ExpireWeights', {
      handler: 'expire-weights',
      description: 'Removes the weights of model versions that no pointer has named for 30 days',
      memoryMegabytes: 512,
      timeoutSeconds: 900,
      keepsFailures: true,
      access: {
        registry: { table: ['GetItem', 'UpdateItem'], index: true },
        models: {
          remove: keysUnder(STORED_PREFIXES.models),
          reason: 'Weights are named by the hash of their content; the versions to come cannot be listed here.',
        },
      },
    });
    new CfnSchedule(this, 'Daily', {
      description: 'Kindred: removes old weights',
      scheduleExpression: 'rate(1 day)',
      // No hour matters, and many stacks should not start at once.
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      target: { arn: fn.lambda.functionArn, roleArn: fn.addScheduleRole(this).roleArn },
    });
  }
}

/** The durable function that writes exports. It holds the vectors as search does, and scans them as training does. */
export class Exports extends Construct {
  readonly run: KindredFunction;

  constructor(scope: Construct, id: string, functions: FunctionFactory, options: DeploymentOptions) {
    super(scope, id);
    this.run = functions.add(this, 'Run', {
      handler: 'export-run',
      description: 'Writes vectors, or the neighbours of every product, into files',
      memoryMegabytes: Math.max(options.trainingMemoryMegabytes, options.similarMemoryMegabytes),
      scratchMegabytes: options.similarScratchMegabytes,
      timeoutSeconds: 900,
      durable: { executionDays: 1, retentionDays: 7 },
      keepsFailures: true,
      environment: { EXPORT_SLICE_SECONDS: String(environmentDefaults.EXPORT_SLICE_SECONDS) },
      access: {
        products: { table: ['Scan'], index: true },
        registry: { table: ['GetItem', 'UpdateItem'] },
        models: {
          read: keysUnder(snapshots, exportSources),
          write: keysUnder(exports, exportSources),
          reason: 'Exports are named when they are requested, and segments by the hash of their content.',
        },
      },
    });
  }

  /** Allows a function to start exports, and sets the variable that names the durable function. */
  bindStart(fn: KindredFunction): void {
    fn.bindStart('StartExports', 'EXPORT_FUNCTION', this.run);
  }
}
