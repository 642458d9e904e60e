import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { Alarms } from './alarms.ts';
import { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './stage-settings.ts';
import type { Storage } from './storage.ts';

export interface CompactionProps {
  readonly storage: Storage;
  readonly settings: StageSettings;
  readonly alarms: Alarms;
  /** The file of a handler, by its name. */
  readonly entryOf: (handler: string) => string;
}

/** The function that packs the snapshot of the live version anew when writes and uploads have changed enough of it. */
export class Compaction extends Construct {
  private readonly fn: KindredFunction;

  constructor(scope: Construct, id: string, { storage, settings, alarms, entryOf }: CompactionProps) {
    super(scope, id);
    this.fn = new KindredFunction(this, 'Compact', {
      entry: entryOf('compact'),
      description: 'Packs the live vectors anew for search, once enough of them have changed',
      memoryMegabytes: 1769,
      timeoutSeconds: 900,
      settings,
    });
    storage.products.bind(this.fn, { table: [], index: true });
    storage.registry.bind(this.fn, { table: ['GetItem'] });
    storage.models.bind(this.fn, 'MODELS_BUCKET', {
      read: keysUnder(STORED_PREFIXES.snapshots),
      write: keysUnder(STORED_PREFIXES.snapshots),
      remove: keysUnder(STORED_PREFIXES.snapshots),
      reason: 'Segments are named by the hash of their content; the snapshots to come cannot be listed here.',
    });
    alarms.onFirst(this.fn, 'ErrorAlarm', {
      description:
        'Compact: no snapshot could be written (crash, timeout, out of memory); search reads the changes instead.',
      metric: this.fn.lambda.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    });
  }

  /** Lets a function ask for a compaction, and tells it whom. */
  bindStart(fn: KindredFunction): void {
    fn.lambda.addEnvironment('COMPACT_FUNCTION', this.fn.lambda.functionArn);
    fn.allowInvoke('StartCompaction', this.fn);
  }
}
