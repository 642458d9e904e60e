import type { Node } from 'constructs';
import { errorText } from '../../../lambdas/core/errors/error-text.ts';
import { LEAST_AUTO_DIM } from '../../../lambdas/core/training/config/auto-dimension.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { VectorIndexShape } from '../../../lambdas/formats/table-layout.ts';
import { DeploymentOptionsError, readText } from './context-values.ts';
import { type VectorIndexProps, vectorIndexName } from './vector-index-schema.ts';

/** The name of an index, and its fields. */
const KEPT_INDEX = /^(vectors-(\d+)(?:-[0-9a-f]+)?):(.*)$/;

/** DynamoDB's limit. */
const maxFilterFields = 18;

/**
 * The vector index of the deployment. In the context, `search` is `exact` (default) or `dynamodb`, and `searchFilters`
 * lists the fields to filter by, separated by commas (default `brand`). The dimension is that of the training
 * configuration. `keepSearchIndex` is the index of the deployment before, with its fields: `vectors-256:brand`.
 * @param trainingConfig One JSON object.
 * @returns undefined for the exact engine
 * @throws DeploymentOptionsError `invalid-search`
 */
export function readVectorIndexOptions(node: Node, trainingConfig: string): VectorIndexProps | undefined {
  const engine: unknown = node.tryGetContext('search') ?? 'exact';
  if (engine === 'exact') return undefined;
  if (engine !== 'dynamodb') throw invalid(`search is ${JSON.stringify(engine)}, expected exact or dynamodb`);
  const schema = { dimensions: dimensionsOf(trainingConfig), filterFields: filterFieldsOf(node) };
  const name = vectorIndexName(schema);
  const kept = readKeptIndex(node, name);
  return { name, ...schema, ...(kept && { kept }) };
}

/** The training configuration with the numbers of the index, which `dim: "auto"` must not change. */
export function fitToIndex(trainingConfig: string, { dimensions }: VectorIndexProps): string {
  return JSON.stringify({ ...JSON.parse(trainingConfig), dim: dimensions });
}

function dimensionsOf(trainingConfig: string): number {
  try {
    const { dim } = buildTrainingConfig(JSON.parse(trainingConfig));
    return dim === 'auto' ? LEAST_AUTO_DIM : dim;
  } catch (cause) {
    throw invalid(`trainingConfig gives no dimension for the vector index: ${errorText(cause)}`);
  }
}

/** The index that stays for one deployment more. @param name That of the index which replaces it. */
function readKeptIndex(node: Node, name: string): VectorIndexShape | undefined {
  const option = 'keepSearchIndex';
  const text = readText(node, option);
  if (text === undefined) return undefined;
  const [, keptName, dimensions, fields] = KEPT_INDEX.exec(text) ?? [];
  if (keptName === undefined)
    throw invalid(`${option} is "${text}", expected the name and the fields of an index, such as vectors-256:brand`);
  if (keptName === name)
    throw invalid(`${option} names ${name}, the index of these options: leave it out, the index stays`);
  return { name: keptName, dimensions: Number(dimensions), filterFields: readFields(option, fields!) };
}

function filterFieldsOf(node: Node): string[] {
  return readFields('searchFilters', String(node.tryGetContext('searchFilters') ?? 'brand'));
}

function readFields(option: string, text: string): string[] {
  const fields = text
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
  const unknown = fields.find((field) => field !== 'brand' && !/^(?:attributes|payload)\.[^,]{1,200}$/.test(field));
  if (unknown !== undefined)
    throw invalid(`${option} has "${unknown}", expected brand, attributes.NAME or payload.NAME`);
  if (fields.length <= maxFilterFields && new Set(fields).size === fields.length) return fields;
  throw invalid(`${option} has ${fields.length} fields, expected at most ${maxFilterFields}, each once`);
}

function invalid(message: string): DeploymentOptionsError {
  return new DeploymentOptionsError('invalid-search', message);
}
