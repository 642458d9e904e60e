import { Validations } from 'aws-cdk-lib';
import { AttributeType, type CfnTable, type ITable, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { VECTOR_INDEX, type VectorIndexShape } from '../../lambdas/formats/table-layout.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { VectorIndexProps } from './options/vector-index-schema.ts';

/** DynamoDB's vector index over the vectors of products, and the one that it replaces. */
export class VectorIndex {
  private readonly table: ITable;
  private readonly props: VectorIndexProps;

  /** @param table The table that has the index, or gets it by `addTo` */
  constructor(table: ITable, props: VectorIndexProps) {
    this.table = table;
    this.props = props;
  }

  /** Adds the index to the table's resource: the construct has no property for it. */
  addTo(table: Table): void {
    const { props } = this;
    const resource = table.node.defaultChild as CfnTable;
    const shapes = [...(props.kept ? [props.kept] : []), props];
    resource.attributeDefinitions = [
      ...(resource.attributeDefinitions as CfnTable.AttributeDefinitionProperty[]),
      ...[...new Set(shapes.flatMap(searchedAttributes))].map((attributeName) => ({
        attributeName,
        attributeType: AttributeType.STRING,
      })),
    ];
    resource.vectorIndexes = shapes.map(vectorIndexOf);
    Validations.of(table).acknowledge({
      id: 'CloudFormation-Validate::E3039',
      reason:
        'What a vector index searches by must be among the attribute definitions; the rule knows of other indexes only.',
    });
  }

  /** Sets the variable that describes the index, so that the function writes what it needs. */
  describeTo(fn: KindredFunction): void {
    const { name, dimensions, filterFields } = this.props;
    const shape: VectorIndexShape = { name, dimensions, filterFields };
    fn.lambda.addEnvironment('VECTOR_INDEX', JSON.stringify(shape));
  }

  /** Allows the function to search it. */
  allowSearch(fn: KindredFunction): void {
    fn.allow(['dynamodb:SearchVectors'], [`${this.table.tableArn}/index/${this.props.name}`]);
  }
}

function searchedAttributes({ filterFields }: VectorIndexShape): string[] {
  return [VECTOR_INDEX.partitionKey, ...filterFields.map(VECTOR_INDEX.filterAttribute)];
}

function vectorIndexOf(shape: VectorIndexShape): CfnTable.VectorIndexProperty {
  return {
    indexName: shape.name,
    vectorAttribute: { attributeName: VECTOR_INDEX.vectorAttribute(shape.dimensions) },
    dimensions: shape.dimensions,
    distanceFunction: 'COSINE',
    // The keys of the table are always included, and search needs only the id of a neighbour.
    projection: { projectionType: 'KEYS_ONLY' },
    searchSchema: searchedAttributes(shape).map((attributeName, i) => ({
      attributeName,
      searchSchemaElementType: i === 0 ? 'HASH' : 'INLINE_FILTER',
    })),
  };
}
