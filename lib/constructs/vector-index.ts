import { Validations } from 'aws-cdk-lib';
import { AttributeType, type CfnTable, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { VECTOR_INDEX, type VectorIndexShape } from '../../lambdas/formats/table-layout.ts';
import type { KindredFunction } from './kindred-function.ts';

/** The vectors and fields of a vector index. */
export interface VectorIndexProps {
  /** Numbers in a vector, 1 to 4096: the `dim` of the training configuration. */
  readonly dimensions: number;
  /** Fields that the index can filter by equality, at most 18: `brand`, `attributes.NAME`, `payload.NAME`. */
  readonly filterFields: readonly string[];
}

/**
 * DynamoDB's vector index over the vectors of products. An index cannot be changed later, so its name and its attribute
 * contain the dimension: vectors of another dimension get another index.
 */
export class VectorIndex {
  private readonly table: Table;
  private readonly props: VectorIndexProps;
  private readonly indexName: string;

  /** Adds the index to the table's resource: the construct has no property for it. */
  constructor(table: Table, props: VectorIndexProps) {
    this.table = table;
    this.props = props;
    this.indexName = `vectors-${props.dimensions}`;
    const resource = table.node.defaultChild as CfnTable;
    const searched = [VECTOR_INDEX.partitionKey, ...props.filterFields.map(VECTOR_INDEX.filterAttribute)];
    resource.attributeDefinitions = [
      ...(resource.attributeDefinitions as CfnTable.AttributeDefinitionProperty[]),
      ...searched.map((attributeName) => ({ attributeName, attributeType: AttributeType.STRING })),
    ];
    resource.vectorIndexes = [
      {
        indexName: this.indexName,
        vectorAttribute: { attributeName: VECTOR_INDEX.vectorAttribute(props.dimensions) },
        dimensions: props.dimensions,
        distanceFunction: 'COSINE',
        // The keys of the table are always included, and search needs only the id of a neighbour.
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

  /** Sets the variable that describes the index, so that the function writes what it needs. */
  describeTo(fn: KindredFunction): void {
    const shape: VectorIndexShape = { name: this.indexName, ...this.props };
    fn.lambda.addEnvironment('VECTOR_INDEX', JSON.stringify(shape));
  }

  /** Allows the function to search it. */
  allowSearch(fn: KindredFunction): void {
    fn.allow(['dynamodb:SearchVectors'], [`${this.table.tableArn}/index/${this.indexName}`]);
  }
}
