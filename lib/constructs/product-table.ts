import { Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { EXPIRY_ATTRIBUTE, PRODUCTS_TABLE } from '../../lambdas/formats/table-layout.ts';
import type { StackSettings } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { VectorIndexProps } from './options/vector-index-schema.ts';
import { VectorIndex } from './vector-index.ts';

const { changes } = PRODUCTS_TABLE;

type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'BatchWriteItem';

const WRITES: ReadonlySet<TableAction> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** What a function may do with a table. */
export interface TableAccess {
  /** On the items themselves. */
  readonly table: readonly TableAction[];
  /** May query the table's index. @default false */
  readonly index?: boolean;
  /** May search the vector index, if present. @default false */
  readonly search?: boolean;
}

export interface ProductTableOptions {
  /** What the distributed search engine indexes. @default nothing */
  readonly vectorIndex?: VectorIndexProps;
  /** Writes a second that the table and its index take from the first. @default what DynamoDB gives: 4,000 at first */
  readonly warmWriteUnits?: number;
  /** A table that exists, such as one that was restored: it is used as it is. @default one of the stack */
  readonly productsTable?: string;
}

/**
 * The products and their vectors. The index `changes` lists the vectors of a model version by the time of their last
 * change.
 */
export class ProductTable extends Construct {
  readonly table: ITable;
  private readonly vectorIndex: VectorIndex | undefined;

  constructor(scope: Construct, id: string, settings: StackSettings, options: ProductTableOptions) {
    super(scope, id);
    const { vectorIndex, productsTable } = options;
    const table = productsTable === undefined ? this.addTable(settings, options) : undefined;
    // CDK's declarations are wrong under exactOptionalPropertyTypes, hence the cast of a Table to the interface it implements.
    this.table = (table as ITable | undefined) ?? Table.fromTableName(this, 'Restored', productsTable!);
    this.vectorIndex = vectorIndex && new VectorIndex(this.table, vectorIndex);
    if (table) this.vectorIndex?.addTo(table);
  }

  private addTable(settings: StackSettings, { warmWriteUnits }: ProductTableOptions): Table {
    const warm = warmWriteUnits !== undefined && { warmThroughput: { writeUnitsPerSecond: warmWriteUnits } };
    const table = new Table(this, 'Table', {
      partitionKey: { name: PRODUCTS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: PRODUCTS_TABLE.sortKey, type: AttributeType.STRING },
      ...tableDefaults(settings),
      ...warm,
    });
    table.addGlobalSecondaryIndex({
      indexName: changes.indexName,
      partitionKey: { name: changes.partitionKey, type: AttributeType.STRING },
      sortKey: { name: changes.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
      ...warm,
    });
    acknowledgeRecovery(table, settings);
    return table;
  }

  /** Grants the function this access and no more, and sets the variables with the table's name and the vector index. */
  bind(fn: KindredFunction, access: TableAccess): void {
    fn.lambda.addEnvironment('PRODUCTS_TABLE', this.table.tableName);
    this.vectorIndex?.describeTo(fn);
    allowTable(fn, this.table, changes.indexName, access);
    if (access.search) this.vectorIndex?.allowSearch(fn);
  }
}

/** The properties of both tables: billed by request, items may expire, protection by the stage. */
export function tableDefaults(settings: StackSettings) {
  const { dataKey } = settings;
  return {
    ...(dataKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: dataKey.key }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: EXPIRY_ATTRIBUTE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.dataRemoval,
  };
}

/** Grants the actions on the table and, with `index`, queries on one index. */
export function allowTable(fn: KindredFunction, table: ITable, indexName: string, access: TableAccess): void {
  if (access.table.length > 0) {
    fn.allow(
      access.table.map((action) => `dynamodb:${action}`),
      [table.tableArn],
    );
  }
  if (access.index) fn.allow(['dynamodb:Query'], [`${table.tableArn}/index/${indexName}`]);
  fn.dataKey?.allowTable(
    fn,
    access.table.some((action) => WRITES.has(action)),
  );
}

/** cdk-nag requires point-in-time recovery; a stage without it needs a reason. */
export function acknowledgeRecovery(table: Table, settings: StackSettings): void {
  if (settings.pointInTimeRecovery) return;
  Validations.of(table).acknowledge({
    id: 'AwsSolutions-DDB3',
    reason: `Stage ${settings.stage} holds nothing that cannot be uploaded and trained again; staging and prod have point-in-time recovery.`,
  });
}
