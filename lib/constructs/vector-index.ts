import { Validations } from 'aws-cdk-lib';
import { AttributeType, type CfnTable, type Table } from 'aws-cdk-lib/aws-dynamodb';
import type { KindredFunction } from './kindred-function.ts';

export interface VectorIndexProps {
  /** Numbers in a vector, 1 to 4096: what the training configuration makes. */
  readonly dimensions: number;
  /** Fields that the index filters by equality, at most 18: `brand`, `attributes.NAME`. */
  readonly filterFields: readonly string[];
}

/** Each version is a partition of the index: a search sees its own version alone, and a new one needs no new index built. */
const partitionAttribute = 'modelVersion';

/**
 * DynamoDB's vector index over the vectors of products. What it is cannot be changed later, so its name and the attribute
 * that it reads hold the dimension: vectors of another one get an index of their own.
 */
export class VectorIndex {
  private readonly table: Table;
  private readonly props: VectorIndexProps;
  private readonly indexName: string;

  /** Adds the index to the table, on the resource itself: the construct of the table has no property for it. */
  constructor(table: Table, props: VectorIndexProps) {
    this.table = table;
    this.props = props;
    this.indexName = `vectors-${props.dimensions}`;
    const resource = table.node.defaultChild as CfnTable;
    const searched = [partitionAttribute, ...props.filterFields.map(filterAttribute)];
    resource.attributeDefinitions = [
      ...(resource.attributeDefinitions as CfnTable.AttributeDefinitionProperty[]),
      ...searched.map((attributeName) => ({ attributeName, attributeType: AttributeType.STRING })),
    ];
    resource.vectorIndexes = [
      {
        indexName: this.indexName,
        vectorAttribute: { attributeName: `numbers${props.dimensions}` },
        dimensions: props.dimensions,
        distanceFunction: 'COSINE',
        // The keys of the table come along, and a neighbour's id is all that is asked for.
        projection: { projectionType: 'KEYS_ONLY' },
        searchSchema: searched.map((attributeName, i) => ({
          attributeName,
          searchSchemaElementType: i === 0 ? 'HASH' : 'INLINE_FILTER',
        })),
      },
    ];
    Validations.of(table).acknowledge({
      id: 'CloudFormation-Validate::E3039',
      reason:
        'What a vector index searches by must be among the attribute definitions; the rule knows of other indexes only.',
    });
  }

  /** Tells the function what the index is, so that what it writes gets in. */
  describeTo(fn: KindredFunction): void {
    fn.lambda.addEnvironment('VECTOR_INDEX', JSON.stringify({ name: this.indexName, ...this.props }));
  }

  /** Lets the function search it. */
  allowSearch(fn: KindredFunction): void {
    fn.allow(['dynamodb:SearchVectors'], [`${this.table.tableArn}/index/${this.indexName}`]);
  }
}

function filterAttribute(field: string): string {
  return `filter.${field}`;
}
