import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { KindredFunction } from './kindred-function.ts';
import { acknowledgeRecovery, allowTable, type TableAccess, tableDefaults } from './product-table.ts';
import type { StageSettings } from './stage-settings.ts';

const recentIndex = 'recent';

/** Models, pointers such as `head` and `live`, and jobs. The index `recent` lists one kind, newest first. */
export class RegistryTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      ...tableDefaults(settings),
    });
    this.table.addGlobalSecondaryIndex({
      indexName: recentIndex,
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: { name: 'createdAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    acknowledgeRecovery(this.table, settings);
  }

  /** Grants the function this access and no more, and sets the variable with the table's name. */
  bind(fn: KindredFunction, access: TableAccess): void {
    fn.lambda.addEnvironment('REGISTRY_TABLE', this.table.tableName);
    allowTable(fn, this.table, recentIndex, access);
  }
}
