import { AttributeType, type ITable, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { REGISTRY_TABLE } from '../../lambdas/formats/table-layout.ts';
import type { StackSettings } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';
import { acknowledgeRecovery, allowTable, type TableAccess, tableDefaults } from './product-table.ts';

const { recent } = REGISTRY_TABLE;

/** Models, pointers such as `head` and `live`, and jobs. The index `recent` lists one kind, newest first. */
export class RegistryTable extends Construct {
  readonly table: ITable;

  /** @param registryTable A table that exists, such as one that was restored. @default one of the stack */
  constructor(scope: Construct, id: string, settings: StackSettings, registryTable?: string) {
    super(scope, id);
    // CDK's declarations are wrong under exactOptionalPropertyTypes, hence the cast of a Table to the interface it implements.
    this.table =
      registryTable === undefined
        ? (this.addTable(settings) as ITable)
        : Table.fromTableName(this, 'Restored', registryTable);
  }

  private addTable(settings: StackSettings): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: REGISTRY_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: REGISTRY_TABLE.sortKey, type: AttributeType.STRING },
      ...tableDefaults(settings),
    });
    table.addGlobalSecondaryIndex({
      indexName: recent.indexName,
      partitionKey: { name: recent.partitionKey, type: AttributeType.STRING },
      sortKey: { name: recent.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    acknowledgeRecovery(table, settings);
    return table;
  }

  /** Grants the function this access and no more, and sets the variable with the table's name. */
  bind(fn: KindredFunction, access: TableAccess): void {
    fn.lambda.addEnvironment('REGISTRY_TABLE', this.table.tableName);
    allowTable(fn, this.table, recent.indexName, access);
  }
}
