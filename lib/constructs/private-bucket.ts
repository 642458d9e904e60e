import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { keysUnder } from '../../lambdas/formats/object-layout.ts';
import type { DataKey } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './options/stage-settings.ts';

export interface PrivateBucketProps {
  readonly settings: StageSettings;
  /** The customer's key. @default S3 encrypts with keys of its own */
  readonly dataKey?: DataKey;
  /** Receives the server access logs. @default none are written */
  readonly accessLogs?: Bucket;
  /** What happens to the bucket when the stack is deleted. @default that of the stage */
  readonly removal?: RemovalPolicy;
  /** @default false */
  readonly versioned?: boolean;
  /** Rules besides the one that aborts unfinished multipart uploads after 7 days. @default none */
  readonly lifecycleRules?: readonly LifecycleRule[];
}

/**
 * What a function may do with a bucket. If it reads, it may list it too: without `ListBucket`, S3 answers 403 for a
 * missing object.
 */
export interface BucketAccess {
  /** Object key patterns that may be read, such as `models/*`. @default none */
  readonly read?: readonly string[];
  /** Object key patterns that may be written, multipart uploads aborted. @default none */
  readonly write?: readonly string[];
  /** Object key patterns that may be removed. @default none */
  readonly remove?: readonly string[];
  /** Whether it may list the bucket although it reads nothing. @default false */
  readonly list?: boolean;
  /** Why the patterns cannot name single objects. */
  readonly reason: string;
}

/** Read access to the uploads under these prefixes. */
export function uploadsReadAccess(...prefixes: readonly string[]): BucketAccess {
  return {
    read: keysUnder(...prefixes),
    reason: 'Shops name their uploads; the keys to come cannot be listed here.',
  };
}

/** A bucket without public access or ACLs, encrypted, reachable over TLS only. */
export class PrivateBucket extends Construct {
  readonly bucket: Bucket;
  private readonly dataKey: DataKey | undefined;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.dataKey = props.dataKey;
    this.bucket = new Bucket(this, 'Bucket', bucketProps(props, id));
  }

  /** The resource, for settings that the construct has no property for. */
  get resource(): CfnBucket {
    return this.bucket.node.defaultChild as CfnBucket;
  }

  /** Grants the function this access and no more, and sets `variable` to the bucket's name. */
  bind(fn: KindredFunction, variable: 'UPLOADS_BUCKET' | 'MODELS_BUCKET', access: BucketAccess): void {
    fn.lambda.addEnvironment(variable, this.bucket.bucketName);
    const read = access.read ?? [];
    const write = access.write ?? [];
    const remove = access.remove ?? [];
    // On the whole bucket: a condition on the prefix would not match a GetObject, and a missing object would again be a
    // 403.
    if (read.length > 0 || access.list) fn.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
    if (read.length > 0) fn.allow(['s3:GetObject'], this.arnsOf(read));
    if (write.length > 0) fn.allow(['s3:PutObject', 's3:AbortMultipartUpload'], this.arnsOf(write));
    if (remove.length > 0) fn.allow(['s3:DeleteObject'], this.arnsOf(remove));
    if (write.length > 0) this.dataKey?.allowWrites(fn);
    const bucketId = Stack.of(this).getLogicalId(this.resource);
    for (const pattern of new Set([...read, ...write, ...remove])) {
      fn.acknowledge(`AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${pattern}]`, access.reason);
    }
  }

  private arnsOf(patterns: readonly string[]): string[] {
    return patterns.map((pattern) => this.bucket.arnForObjects(pattern));
  }
}

function bucketProps(props: PrivateBucketProps, id: string): BucketProps {
  // CDK's declarations are wrong under exactOptionalPropertyTypes, hence the cast of a Bucket to the interface it
  // implements.
  const accessLogs = props.accessLogs as IBucket | undefined;
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // With a key for the bucket, S3 does not ask KMS for each object.
    ...(props.dataKey
      ? { encryption: BucketEncryption.KMS, encryptionKey: props.dataKey.key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: props.versioned ?? false,
    removalPolicy: props.removal ?? props.settings.dataRemoval,
    lifecycleRules: [
      { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ...(props.lifecycleRules ?? []),
    ],
    ...(accessLogs && { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `${id.toLowerCase()}/` }),
  };
}
