import type { Node } from 'constructs';
import { DeploymentOptionsError, readChoice, readText } from './context-values.ts';
import type { Stage } from './stage-settings.ts';

/** Whose key encrypts what is stored. The default comes first. */
const encryptions = ['aws', 'customer'] as const;

const KEY_ARN = /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/(?:mrk-[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
/** DynamoDB's rule for names. */
const TABLE_NAME = /^[\w.-]{3,255}$/;

/** Choices about keys and tables. */
export interface StorageOptions {
  /** `customer`: a key of the customer encrypts tables, objects, messages, logs and variables. @default 'aws' */
  readonly encryption: (typeof encryptions)[number];
  /** ARN of the customer's key. @default with `encryption=customer`, the stack makes one that rotates */
  readonly kmsKeyArn?: string;
  /** A table of products that exists, such as one that was restored. @default the stack makes one */
  readonly productsTable?: string;
  /** A table of models and jobs that exists. @default the stack makes one */
  readonly registryTable?: string;
}

/** @throws DeploymentOptionsError `unknown-choice`, `invalid-key`, `invalid-table` */
export function readStorageOptions(node: Node, stage: Stage): StorageOptions {
  const kmsKeyArn = readText(node, 'kmsKeyArn');
  const productsTable = readTableName(node, 'productsTable', stage);
  const registryTable = readTableName(node, 'registryTable', stage);
  return {
    encryption: readEncryption(node, kmsKeyArn),
    ...(kmsKeyArn && { kmsKeyArn }),
    ...(productsTable && { productsTable }),
    ...(registryTable && { registryTable }),
  };
}

function readEncryption(node: Node, kmsKeyArn: string | undefined): StorageOptions['encryption'] {
  if (kmsKeyArn === undefined) return readChoice(node, 'encryption', encryptions, 'unknown-choice');
  if (!KEY_ARN.test(kmsKeyArn)) {
    const detail = `kmsKeyArn is "${kmsKeyArn}", expected the ARN of a key, and not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID`;
    throw new DeploymentOptionsError('invalid-key', detail);
  }
  if (readChoice(node, 'encryption', ['customer', 'aws'], 'unknown-choice') === 'customer') return 'customer';
  const detail = 'encryption is aws although kmsKeyArn names a key; leave one of them out';
  throw new DeploymentOptionsError('invalid-key', detail);
}

/** Where the stack deletes a table that it no longer has, one cannot be put in its place. */
function readTableName(node: Node, name: string, stage: Stage): string | undefined {
  const table = readText(node, name);
  if (table === undefined) return undefined;
  const fault = (detail: string) => new DeploymentOptionsError('invalid-table', `${name} is "${table}", ${detail}`);
  if (!TABLE_NAME.test(table)) throw fault('expected the name of a table: 3 to 255 letters, digits, _ . or -');
  if (stage === 'dev')
    throw fault('which stage dev cannot take: it would delete the table of the stack with its items');
  return table;
}
