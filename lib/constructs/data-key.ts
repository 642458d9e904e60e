import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageSettings } from './options/stage-settings.ts';

/** The settings of the stage, and the customer's key, which encrypts all that is stored. */
export interface StackSettings extends StageSettings {
  /** @default keys of AWS encrypt */
  readonly dataKey?: DataKey;
}

/** Who uses the key. */
interface KeyUser {
  allow(actions: readonly string[], resources: readonly string[]): void;
}

export interface DataKeyProps {
  readonly settings: StageSettings;
  /** ARN of a key that exists. @default the stack has a key of its own, which rotates each year */
  readonly keyArn?: string;
}

const READ = ['kms:Decrypt'];
const WRITE = ['kms:GenerateDataKey'];
/** With the rights of its caller, DynamoDB opens the key of a table (developer guide, "Customer managed keys"). */
const READ_TABLE = [...READ, 'kms:DescribeKey'];
const WRITE_TABLE = [
  ...READ_TABLE,
  ...WRITE,
  'kms:Encrypt',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The customer's key for tables, objects, messages, logs and environment variables. A key of the stack has the policy that
 * the services need. The policy of another key cannot be changed here: docs/deploying/encryption.md says what it must allow.
 */
export class DataKey extends Construct {
  readonly key: IKey;

  constructor(scope: Construct, id: string, { settings, keyArn }: DataKeyProps) {
    super(scope, id);
    this.key = keyArn === undefined ? this.addKey(settings) : Key.fromKeyArn(this, 'Key', keyArn);
  }

  /** Allows to read objects and messages, and the environment variables of the function itself. */
  allowReads(user: KeyUser): void {
    user.allow(READ, [this.key.keyArn]);
  }

  /** Allows to write objects and messages. */
  allowWrites(user: KeyUser): void {
    user.allow(WRITE, [this.key.keyArn]);
  }

  /** Allows to use a table. @param writes Whether items are written */
  allowTable(user: KeyUser, writes: boolean): void {
    user.allow(writes ? WRITE_TABLE : READ_TABLE, [this.key.keyArn]);
  }

  /** Allows AWS Backup to read tables and to write into a vault. */
  allowBackups(user: KeyUser): void {
    user.allow([...READ_TABLE, ...WRITE, 'kms:CreateGrant'], [this.key.keyArn]);
  }

  private addKey({ stage, dataRemoval }: StageSettings): Key {
    const key = new Key(this, 'Key', {
      description: `Kindred ${stage}: tables, objects, messages, logs, environment variables`,
      enableKeyRotation: true,
      removalPolicy: dataRemoval,
    });
    for (const statement of serviceStatements(Stack.of(this))) key.addToResourcePolicy(statement);
    return key;
  }
}

/** What services may do that act for themselves, and not for a function: S3 announces objects, CloudWatch keeps logs. */
function serviceStatements({ account, region, partition }: Stack): PolicyStatement[] {
  const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:*`;
  return [
    new PolicyStatement({
      sid: 'AnnounceObjects',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: [...READ, ...WRITE],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    new PolicyStatement({
      sid: 'KeepLogs',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: WRITE_TABLE,
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  ];
}
