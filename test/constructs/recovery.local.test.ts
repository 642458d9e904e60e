import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../support/local/permissions.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';
import { variants } from '../support/local/variants.ts';

const prod = synthesize({ stage: 'prod' }).template;
const restored = synthesize({
  stage: 'prod',
  productsTable: 'products-of-monday',
  registryTable: 'registry-of-monday',
  search: 'dynamodb',
}).template;

const idsOf = (template: typeof prod, ...types: string[]) =>
  types.flatMap((type) => resourcesOf(template, `AWS::${type}`).map(([id]) => id));
const statefulOf = (template: typeof prod) => idsOf(template, 'DynamoDB::Table', 'S3::Bucket', 'SQS::Queue');

describe('tables that were restored', () => {
  it('take the place of those of the stack, which leave it and stay in the account', () => {
    expect(idsOf(restored, 'DynamoDB::Table')).toEqual([]);
    for (const [, table] of resourcesOf(prod, 'AWS::DynamoDB::Table'))
      expect(table.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('change nothing else that holds data', () => {
    const others = (template: typeof prod) => idsOf(template, 'S3::Bucket', 'SQS::Queue');
    expect(others(restored)).toEqual(others(prod));
  });

  it('are those that every function is given', () => {
    const namesOf = (variable: string) =>
      new Set(
        resourcesOf(restored, 'AWS::Lambda::Function')
          .map(([, { Properties }]) => Properties.Environment.Variables[variable])
          .filter((value) => value !== undefined),
      );
    expect(namesOf('PRODUCTS_TABLE')).toEqual(new Set(['products-of-monday']));
    expect(namesOf('REGISTRY_TABLE')).toEqual(new Set(['registry-of-monday']));
    expect(restored.findOutputs('*').ProductsTableName).toMatchObject({ Value: 'products-of-monday' });
  });

  it('may be used as those of the stack, by the same functions', () => {
    const tableActions = (template: typeof prod) =>
      [...permissionsOf(template)].map(([role, permissions]) => [
        role,
        permissions.filter(({ actions }) => actions.some((one) => one.startsWith('dynamodb:'))).length,
      ]);
    const owned = synthesize({ stage: 'prod', search: 'dynamodb' }).template;
    expect(tableActions(restored)).toEqual(tableActions(owned));
    const resources = permissionsOf(restored)
      .get('HttpSimilar')!
      .flatMap((one) => one.resources);
    expect(resources).toContainEqual(expect.stringMatching(/table\/products-of-monday$/));
    expect(resources).toContainEqual(expect.stringMatching(/table\/products-of-monday\/index\/changes$/));
    expect(resources).toContainEqual(expect.stringMatching(/table\/products-of-monday\/index\/vectors-256$/));
    expect(JSON.stringify([...permissionsOf(restored)])).not.toContain('StorageProducts');
  });

  it('can be one alone', () => {
    const { template } = synthesize({ stage: 'staging', productsTable: 'products-of-monday' });
    expect(idsOf(template, 'DynamoDB::Table')).toEqual(
      idsOf(prod, 'DynamoDB::Table').filter((id) => /Registry/.test(id)),
    );
  });
});

describe('the logical ids of tables, buckets and queues', () => {
  it.each(Object.keys(variants))('are the same with any options, so that no deployment replaces one: %s', (name) => {
    expect(statefulOf(synthesize(variants[name]).template)).toEqual(statefulOf(prod));
  });
});

it.each([
  ['dev', false],
  ['staging', true],
  ['prod', true],
] as const)('can restore both tables of %s to a point in time: %s', (stage, isRecoverable) => {
  const tables = resourcesOf(synthesize({ stage }).template, 'AWS::DynamoDB::Table');
  expect(tables).toHaveLength(2);
  for (const [id, { Properties }] of tables)
    expect(Properties.PointInTimeRecoverySpecification, id).toEqual({ PointInTimeRecoveryEnabled: isRecoverable });
});

describe('backups of the tables', () => {
  const { template } = synthesize({ stage: 'prod', backup: 'true' });
  const propertiesOf = (type: string) => resourcesOf(template, `AWS::Backup::${type}`).map(([, one]) => one.Properties);

  it('are made each day of both tables, and kept for 35 days', () => {
    const [{ BackupPlan }] = propertiesOf('BackupPlan');
    expect(BackupPlan.BackupPlanRule).toMatchObject([
      { ScheduleExpression: 'cron(0 3 * * ? *)', Lifecycle: { DeleteAfterDays: 35 } },
    ]);
    const [{ BackupSelection }] = propertiesOf('BackupSelection');
    expect(BackupSelection.Resources).toEqual(
      idsOf(template, 'DynamoDB::Table').map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    );
  });

  it('are not made unless they are asked for', () => {
    expect(idsOf(prod, 'Backup::BackupPlan', 'Backup::BackupVault')).toEqual([]);
  });

  it('stay when the stack of prod is deleted', () => {
    const [[, vault]] = resourcesOf(template, 'AWS::Backup::BackupVault') as [ReturnType<typeof resourcesOf>[number]];
    expect(vault.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('are made by a role that may touch these tables and this vault alone', () => {
    const resources = permissionsOf(template)
      .get('Backups')!
      .flatMap((one) => one.resources);
    expect([...new Set(resources)].sort()).toEqual([
      'BackupsVault',
      'StorageProducts',
      'StorageProducts/backup/*',
      'StorageRegistry',
      'StorageRegistry/backup/*',
    ]);
  });
});
