import { Validations } from 'aws-cdk-lib';
import { AttributeType, type CfnTable, type Table } from 'aws-cdk-lib/aws-dynamodb';
import { VECTOR_INDEX, type VectorIndexShape } from '../../lambdas/formats/table-layout.ts';
import { sha256Hex } from '../../lambdas/shared/sha256.ts';
import type { KindredFunction } from './kindred-function.ts';

/** The vector index that functions search, and one that only stays. */
export interface VectorIndexProps extends VectorIndexShape {
  /**
   * The index of the deployment before this one. DynamoDB creates or deletes one index at a time, so the old one stays until
   * the next deployment. @default none
   */
  readonly kept?: VectorIndexShape;
}

/** The fields of the index whose name has no hash: that of the default options. */
const DEFAULT_FIELDS = ['brand'];
const HASH_CHARACTERS = 8;

/**
 * The name of the index of this schema. The schema of an index cannot be changed, so another schema needs another name: then
 * CloudFormation creates an index instead of changing one.
 */
export function vectorIndexName({ dimensions, filterFields }: Omit<VectorIndexShape, 'name'>): string {
  const name = `vectors-${dimensions}`;
  const fields = JSON.stringify(filterFields);
  if (fields === JSON.stringify(DEFAULT_FIELDS)) return name;
  return `${name}-${sha256Hex(fields).slice(0, HASH_CHARACTERS)}`;
}

/** DynamoDB's vector index over the vectors of products, and the one that it replaces. */
export class VectorIndex {
  private readonly table: Table;
  private readonly props: VectorIndexProps;

  /** Adds the index to the table's resource: the construct has no property for it. */
  constructor(table: Table, props: VectorIndexProps) {
    this.table = table;
    this.props = props;
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
