import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { CfnTable, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StackSettings } from './data-key.ts';

export interface TableBackupsProps {
  readonly tables: readonly ITable[];
  readonly settings: StackSettings;
}

/** As long as point-in-time recovery reaches back. */
const KEPT_DAYS = 35;
const STARTS_AT_UTC = { hour: '3', minute: '0' };

/**
 * A backup of each table every day, in a vault of AWS Backup: it survives the table, and a vault can be locked or copied to
 * another region or account.
 */
export class TableBackups extends Construct {
  constructor(scope: Construct, id: string, { tables, settings }: TableBackupsProps) {
    super(scope, id);
    const vault = new BackupVault(this, 'Vault', {
      removalPolicy: settings.dataRemoval,
      ...(settings.dataKey && { encryptionKey: settings.dataKey.key }),
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `kindred-${settings.stage}`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron(STARTS_AT_UTC),
          deleteAfter: Duration.days(KEPT_DAYS),
        }),
      ],
    });
    plan.addSelection('Tables', {
      resources: tables.map((table) => BackupResource.fromDynamoDbTable(table)),
      role: this.addRole(vault, { tables, settings }),
      // A managed policy, which allows this for every table of the account.
      disableDefaultBackupPolicy: true,
    });
  }

  /** What AWS Backup may do: back up these tables into this vault, and delete what it has made. */
  private addRole(vault: BackupVault, { tables, settings }: TableBackupsProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('backup.amazonaws.com') });
    const allow = (actions: readonly string[], resources: readonly string[]) =>
      void role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    const arns = tables.map((table) => table.tableArn);
    const backups = arns.map((arn) => `${arn}/backup/*`);
    allow(['dynamodb:CreateBackup', 'dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource'], arns);
    allow(['dynamodb:StartAwsBackupJob'], arns);
    allow(['dynamodb:DeleteBackup', 'dynamodb:DescribeBackup'], backups);
    allow(['backup:CopyIntoBackupVault', 'backup:DescribeBackupVault'], [vault.backupVaultArn]);
    settings.dataKey?.allowBackups({ allow });
    const reason = 'Backups are named when they are made; those to come cannot be listed here.';
    for (const table of tables)
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${arnText(table)}/backup/*]`, reason });
    return role;
  }
}

/** The ARN as cdk-nag writes it: that of a table of the stack, or of one that is known by its name. */
function arnText(table: ITable): string {
  const resource = table.node.defaultChild;
  if (resource instanceof CfnTable) return `<${Stack.of(table).getLogicalId(resource)}.Arn>`;
  return `arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/${table.tableName}`;
}
