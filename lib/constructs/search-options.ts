import type { Node } from 'constructs';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { buildTrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import { DeploymentOptionsError } from './context-values.ts';
import type { VectorIndexProps } from './vector-index.ts';

/** DynamoDB's limit. */
const maxFilterFields = 18;

/**
 * The vector index of the deployment. In the context, `search` is `exact` (default) or `dynamodb`, and `searchFilters`
 * lists the fields to filter by, separated by commas (default `brand`). The dimension is that of the training
 * configuration.
 * @param trainingConfig One JSON object.
 * @returns undefined for the exact engine
 * @throws DeploymentOptionsError `invalid-search`
 */
export function readVectorIndexOptions(node: Node, trainingConfig: string): VectorIndexProps | undefined {
  const engine: unknown = node.tryGetContext('search') ?? 'exact';
  if (engine === 'exact') return undefined;
  if (engine !== 'dynamodb') throw invalid(`search is ${JSON.stringify(engine)}, expected exact or dynamodb`);
  return { dimensions: dimensionsOf(trainingConfig), filterFields: filterFieldsOf(node) };
}

function dimensionsOf(trainingConfig: string): number {
  try {
    return buildTrainingConfig(JSON.parse(trainingConfig)).dim;
  } catch (cause) {
    throw invalid(`trainingConfig gives no dimension for the vector index: ${errorText(cause)}`);
  }
}

function filterFieldsOf(node: Node): string[] {
  const text: unknown = node.tryGetContext('searchFilters') ?? 'brand';
  const fields = String(text)
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
  const unknown = fields.find((field) => field !== 'brand' && !/^(?:attributes|payload)\.[^,]{1,200}$/.test(field));
  if (unknown !== undefined)
    throw invalid(`searchFilters has "${unknown}", expected brand, attributes.NAME or payload.NAME`);
  if (fields.length <= maxFilterFields && new Set(fields).size === fields.length) return fields;
  throw invalid(`searchFilters has ${fields.length} fields, expected at most ${maxFilterFields}, each once`);
}

function invalid(message: string): DeploymentOptionsError {
  return new DeploymentOptionsError('invalid-search', message);
}
