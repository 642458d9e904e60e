import { Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { EXPIRY_ATTRIBUTE, PRODUCTS_TABLE } from '../../lambdas/formats/table-layout.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './options/stage-settings.ts';
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
}

/**
 * The products and their vectors. The index `changes` lists the vectors of a model version by the time of their last
 * change.
 */
export class ProductTable extends Construct {
  readonly table: Table;
  private readonly vectorIndex: VectorIndex | undefined;

  constructor(scope: Construct, id: string, settings: StageSettings, options: ProductTableOptions) {
    super(scope, id);
    const { vectorIndex, warmWriteUnits } = options;
    const warm = warmWriteUnits !== undefined && { warmThroughput: { writeUnitsPerSecond: warmWriteUnits } };
    this.table = new Table(this, 'Table', {
      partitionKey: { name: PRODUCTS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: PRODUCTS_TABLE.sortKey, type: AttributeType.STRING },
      ...tableDefaults(settings),
      ...warm,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: changes.indexName,
      partitionKey: { name: changes.partitionKey, type: AttributeType.STRING },
      sortKey: { name: changes.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
      ...warm,
    });
    this.vectorIndex = vectorIndex && new VectorIndex(this.table, vectorIndex);
    acknowledgeRecovery(this.table, settings);
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
export function tableDefaults(settings: StageSettings) {
  return {
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: EXPIRY_ATTRIBUTE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.dataRemoval,
  };
}

/** Grants the actions on the table and, with `index`, queries on one index. */
export function allowTable(fn: KindredFunction, table: Table, indexName: string, access: TableAccess): void {
  if (access.table.length > 0) {
    fn.allow(
      access.table.map((action) => `dynamodb:${action}`),
      [table.tableArn],
    );
  }
  if (access.index) fn.allow(['dynamodb:Query'], [`${table.tableArn}/index/${indexName}`]);
}

/** cdk-nag requires point-in-time recovery; a stage without it needs a reason. */
export function acknowledgeRecovery(table: Table, settings: StageSettings): void {
  if (settings.pointInTimeRecovery) return;
  Validations.of(table).acknowledge({
    id: 'AwsSolutions-DDB3',
    reason: `Stage ${settings.stage} holds nothing that cannot be uploaded and trained again; staging and prod have point-in-time recovery.`,
  });
}
