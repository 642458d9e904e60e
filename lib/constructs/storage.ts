import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EXPORT_DAYS, keysUnder, modelKey, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { StackSettings } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './options/stage-settings.ts';
import { type BucketAccess, PrivateBucket } from './private-bucket.ts';
import { ProductTable, type ProductTableOptions, type TableAccess } from './product-table.ts';
import { RegistryTable } from './registry-table.ts';

export interface StorageProps extends ProductTableOptions {
  /** The table of models and jobs, if it exists. @default one of the stack */
  readonly registryTable?: string;
}

/** What a function may do with the storage. */
export interface StorageAccess {
  /** @default none */
  readonly uploads?: BucketAccess;
  /** @default none */
  readonly products?: TableAccess;
  /** @default none */
  readonly registry?: TableAccess;
  /** @default none */
  readonly models?: BucketAccess;
}

/** On the registry: a function that writes vectors announces their changes on the pointer `live`. */
export const announcesChanges = ['UpdateItem'] as const;

/** Read access to the weights of any version. */
export const weightsReadAccess: BucketAccess = {
  read: keysUnder(STORED_PREFIXES.models),
  reason: 'Weights are named by the hash of their content; the versions to come cannot be listed here.',
};

/** Read access to the model cards of any version, and to no weights. */
export const cardsReadAccess: BucketAccess = {
  read: [modelKey('*', 'cardJson'), modelKey('*', 'cardPage')],
  reason: 'Versions are named by the hash of their weights; the versions to come cannot be listed here.',
};

/** Read access to the segments of any snapshot. */
export const snapshotsReadAccess: BucketAccess = {
  read: keysUnder(STORED_PREFIXES.snapshots),
  reason: 'Segments are named by the hash of their content; the snapshots to come cannot be listed here.',
};

/** Read access to the segments of any snapshot, and to the weights of any version. */
export const searchReadAccess: BucketAccess = {
  read: keysUnder(STORED_PREFIXES.snapshots, STORED_PREFIXES.models),
  reason: 'Segments and weights are named by the hash of their content; those to come cannot be listed here.',
};

/**
 * Tables and buckets. Their logical ids must not change: CloudFormation would replace them, and the data would be lost.
 */
export class Storage extends Construct {
  readonly products: ProductTable;
  readonly registry: RegistryTable;
  /**
   * Written by the shop, with its own credentials or by signed addresses, and by the stack under `interactions/events/`
   * alone. Training reads all of it again, so nothing in it expires.
   */
  readonly uploads: PrivateBucket;
  /** Written by Kindred: weights, data of training runs, snapshots, and reports of rejected lines. */
  readonly models: PrivateBucket;

  constructor(scope: Construct, id: string, settings: StackSettings, options: StorageProps) {
    super(scope, id);
    this.products = new ProductTable(this, 'Products', settings, options);
    this.registry = new RegistryTable(this, 'Registry', settings, options.registryTable);
    // S3 writes no access logs into a bucket that another key than its own encrypts.
    const { bucket: accessLogs } = new PrivateBucket(this, 'AccessLogs', {
      settings,
      // S3 writes logs until the other buckets are gone: a bucket that has to be empty would stop each deletion of the stack.
      removal: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(settings.accessLogRetentionDays) }],
    });
    const encrypted = settings.dataKey && { dataKey: settings.dataKey };
    this.uploads = new PrivateBucket(this, 'Uploads', {
      settings,
      ...encrypted,
      accessLogs,
      ...(settings.versionedUploads && { versioned: true, lifecycleRules: [replacedObjects] }),
    });
    this.models = new PrivateBucket(this, 'Models', {
      settings,
      ...encrypted,
      accessLogs,
      versioned: true,
      lifecycleRules: lifecycleRulesOfModels(settings),
    });
  }

  /**
   * Lets pages of these origins send signed uploads, and read the tags of the parts that they have sent. Without a signed
   * address a page can do nothing.
   */
  allowUploadsOfPages(origins: readonly string[]): void {
    this.uploads.bucket.addCorsRule({
      allowedOrigins: [...origins],
      allowedMethods: [HttpMethods.PUT],
      // Those that signed uploads are bound to, except the length, which browsers write themselves.
      allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
      exposedHeaders: ['ETag'],
      maxAge: Duration.hours(1).toSeconds(),
    });
  }

  /** Grants the function this access and no more, and sets the variables that name the tables and buckets. */
  bind(fn: KindredFunction, { uploads, products, registry, models }: StorageAccess): void {
    if (uploads) this.uploads.bind(fn, 'UPLOADS_BUCKET', uploads);
    if (products) this.products.bind(fn, products);
    if (registry) this.registry.bind(fn, registry);
    if (models) this.models.bind(fn, 'MODELS_BUCKET', models);
  }
}

/** Of a versioned bucket. The marker of a deleted object goes once no version is left of it. */
const replacedObjects = {
  id: 'replaced-objects',
  noncurrentVersionExpiration: Duration.days(30),
  expiredObjectDeleteMarker: true,
};

function lifecycleRulesOfModels({ rejectsRetentionDays }: StageSettings) {
  return [
    replacedObjects,
    {
      id: 'old-runs',
      prefix: STORED_PREFIXES.runs,
      expiration: Duration.days(30),
      noncurrentVersionExpiration: Duration.days(1),
    },
    // Snapshots can be rebuilt from the vectors, so deleted and replaced ones need no backup.
    { id: 'old-snapshots', prefix: STORED_PREFIXES.snapshots, noncurrentVersionExpiration: Duration.days(1) },
    ...(
      [
        ['old-exports', STORED_PREFIXES.exports, EXPORT_DAYS.files],
        ['old-export-sources', STORED_PREFIXES.exportSources, EXPORT_DAYS.sources],
      ] as const
    ).map(([id, prefix, days]) => ({
      id,
      prefix,
      expiration: Duration.days(days),
      noncurrentVersionExpiration: Duration.days(1),
    })),
    { id: 'old-rejects', prefix: STORED_PREFIXES.rejects, expiration: Duration.days(rejectsRetentionDays) },
  ];
}
