import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../support/local/permissions.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template: own } = synthesize({ stage: 'prod', encryption: 'customer', console: 'true' });
const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/0f3c2a1b-5d6e-4f70-8a9b-0c1d2e3f4a5b';
const { template: given } = synthesize({ stage: 'prod', kmsKeyArn: KEY_ARN });
const keyOf = (template: typeof own) =>
  template === given ? KEY_ARN : { 'Fn::GetAtt': [expect.stringMatching(/^DataKey/), 'Arn'] };

/** Where each kind of resource names its key. */
const KEY_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'KmsKeyArn',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
};

it('encrypts the vault of backups as well', () => {
  const { template } = synthesize({ stage: 'prod', encryption: 'customer', backup: 'true' });
  const [[, { Properties }]] = resourcesOf(template, 'AWS::Backup::BackupVault') as [
    ReturnType<typeof resourcesOf>[number],
  ];
  expect(Properties.EncryptionKeyArn).toEqual(keyOf(template));
});

describe.each([
  ['a key of the stack', own],
  ['a key that exists', given],
])('with %s', (_which, template) => {
  it.each(Object.keys(KEY_PROPERTY))('every %s is encrypted by it', (type) => {
    const all = resourcesOf(template, type);
    expect(all.length).toBeGreaterThan(5);
    for (const [id, { Properties }] of all) expect(Properties[KEY_PROPERTY[type]!], id).toEqual(keyOf(template));
  });

  it('both tables are', () => {
    const tables = resourcesOf(template, 'AWS::DynamoDB::Table');
    expect(tables).toHaveLength(2);
    for (const [, { Properties }] of tables)
      expect(Properties.SSESpecification).toEqual({
        KMSMasterKeyId: keyOf(template),
        SSEEnabled: true,
        SSEType: 'KMS',
      });
  });

  it('both buckets of data are, without a request to KMS for each object; access logs stay with S3, which takes no other key', () => {
    const rules = resourcesOf(template, 'AWS::S3::Bucket').map(([id, { Properties }]) => [
      id.replace(/Bucket.*/, ''),
      Properties.BucketEncryption.ServerSideEncryptionConfiguration[0],
    ]);
    const encrypted = {
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { KMSMasterKeyID: keyOf(template), SSEAlgorithm: 'aws:kms' },
    };
    expect(Object.fromEntries(rules)).toEqual({
      StorageAccessLogs: { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      StorageModels: encrypted,
      StorageUploads: encrypted,
    });
  });
});

describe('the key of the stack', () => {
  const [[, key]] = resourcesOf(own, 'AWS::KMS::Key') as [ReturnType<typeof resourcesOf>[number]];

  it('rotates, and stays when the stack goes, because what it encrypted may stay too', () => {
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('lets S3 announce objects of this account, and CloudWatch keep logs of this account and region', () => {
    const [, s3, logs] = key.Properties.KeyPolicy.Statement;
    expect(s3).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(JSON.stringify(logs.Principal)).toContain('logs.');
    expect(JSON.stringify(logs.Condition)).toContain('kms:EncryptionContext:aws:logs:arn');
  });

  it('is not there unless it is asked for', () => {
    for (const context of [{}, { kmsKeyArn: KEY_ARN }])
      expect(resourcesOf(synthesize(context).template, 'AWS::KMS::Key')).toEqual([]);
  });
});

describe('what functions may do with the key', () => {
  const all = permissionsOf(own);
  const keyActionsOf = (role: string) =>
    [...new Set(all.get(role)!.flatMap(({ actions }) => actions.filter((one) => one.startsWith('kms:'))))].sort();
  const read = ['kms:Decrypt', 'kms:DescribeKey'];
  const writeTable = [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ];

  it.each([
    ['its own variables', 'ConsoleSite', ['kms:Decrypt']],
    ['tables that it reads', 'HttpSimilar', read],
    ['tables that it writes', 'HttpProducts', writeTable],
    ['messages that it sends', 'HttpEvents', ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['uploads that it signs', 'HttpUploads', ['kms:Decrypt', 'kms:GenerateDataKey']],
    [
      'messages that it receives, and objects that it writes',
      'EventsCollectEvents',
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ],
    ['its dead letters, and a table that it writes', 'CompactionCompact', writeTable],
  ])('is what they need: %s', (_what, role, actions) => {
    expect(keyActionsOf(role)).toEqual(actions);
  });

  it('is to use this one key, and nothing without one', () => {
    const resources = [...all.values()]
      .flat()
      .filter(({ actions }) => actions.some((one) => one.startsWith('kms:')))
      .flatMap((one) => one.resources);
    expect(new Set(resources)).toEqual(new Set(['DataKey']));
    const without = [...permissionsOf(synthesize({ stage: 'prod' }).template).values()].flat();
    expect(without.flatMap(({ actions }) => actions).filter((one) => one.startsWith('kms:'))).toEqual([]);
  });
});
