import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { REGISTRY_TABLE } from '../../lambdas/formats/table-layout.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './options/stage-settings.ts';
import { acknowledgeRecovery, allowTable, type TableAccess, tableDefaults } from './product-table.ts';

const { recent } = REGISTRY_TABLE;

/** Models, pointers such as `head` and `live`, and jobs. The index `recent` lists one kind, newest first. */
export class RegistryTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: REGISTRY_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: REGISTRY_TABLE.sortKey, type: AttributeType.STRING },
      ...tableDefaults(settings),
    });
    this.table.addGlobalSecondaryIndex({
      indexName: recent.indexName,
      partitionKey: { name: recent.partitionKey, type: AttributeType.STRING },
      sortKey: { name: recent.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    acknowledgeRecovery(this.table, settings);
  }

  /** Grants the function this access and no more, and sets the variable with the table's name. */
  bind(fn: KindredFunction, access: TableAccess): void {
    fn.lambda.addEnvironment('REGISTRY_TABLE', this.table.tableName);
    allowTable(fn, this.table, recent.indexName, access);
  }
}
