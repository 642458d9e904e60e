import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import { MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { KindredFunction } from './kindred-function.ts';
import { snapshotsReadAccess } from './storage.ts';

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
      access: {
        products: { table: [], index: true },
        registry: { table: ['GetItem'] },
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
