import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import { PrivateBucket } from './private-bucket.ts';
import { ProductTable } from './product-table.ts';
import { RegistryTable } from './registry-table.ts';
import type { StageSettings } from './stage-settings.ts';
import type { VectorIndexProps } from './vector-index.ts';

/** Reading the weights of any version: the names are hashes of contents that do not exist yet. */
export const readWeights = {
  read: keysUnder(STORED_PREFIXES.models),
  reason: 'Weights are named by the hash of their content; the versions to come cannot be listed here.',
};

/** Everything that keeps state. Its logical ids must not change: CloudFormation would replace the data with nothing. */
export class Storage extends Construct {
  readonly products: ProductTable;
  readonly registry: RegistryTable;
  /** What the shop writes; nothing in the stack does. Training reads all of it again, so nothing in it expires. */
  readonly uploads: PrivateBucket;
  /** What Kindred writes: weights, what runs keep, and reports of rejected lines. */
  readonly models: PrivateBucket;

  constructor(scope: Construct, id: string, settings: StageSettings, vectorIndex?: VectorIndexProps) {
    super(scope, id);
    this.products = new ProductTable(this, 'Products', settings, vectorIndex);
    this.registry = new RegistryTable(this, 'Registry', settings);
    const { bucket: accessLogs } = new PrivateBucket(this, 'AccessLogs', {
      settings,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(settings.accessLogRetentionDays) }],
    });
    this.uploads = new PrivateBucket(this, 'Uploads', { settings, accessLogs });
    this.models = new PrivateBucket(this, 'Models', {
      settings,
      accessLogs,
      versioned: true,
      lifecycleRules: [
        { id: 'replaced-objects', noncurrentVersionExpiration: Duration.days(30) },
        {
          id: 'old-runs',
          prefix: STORED_PREFIXES.runs,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(1),
        },
        // A snapshot can be written anew from the vectors: what was replaced or let go is worth nothing.
        { id: 'old-snapshots', prefix: STORED_PREFIXES.snapshots, noncurrentVersionExpiration: Duration.days(1) },
        {
          id: 'old-rejects',
          prefix: STORED_PREFIXES.rejects,
          expiration: Duration.days(settings.rejectsRetentionDays),
        },
      ],
    });
  }
}
