import type { Node } from 'constructs';
import {
  DEFAULT_TEXTS_PER_DAY,
  type TextModel,
  type TextModelName,
  textModelNames,
  textModels,
} from '../../../lambdas/shared/text-models.ts';
import { DeploymentOptionsError, readCount, readText } from './context-values.ts';

/** A model of Amazon Bedrock that embeds the texts of products. */
export interface TextModelOptions extends TextModel {
  /** Texts that are embedded in a day at most, 1 to 10,000,000. @default 100,000 */
  readonly textsPerDay: number;
}

const MAX_TEXTS_PER_DAY = 10_000_000;

/**
 * Context `textModel`, `textModelDimensions` and `textModelTextsPerDay`; undefined without a model.
 * @throws DeploymentOptionsError `invalid-text-model`, `invalid-count`
 */
export function readTextModel(node: Node): TextModelOptions | undefined {
  const given = readText(node, 'textModel');
  if (given === undefined) return refuseWithoutModel(node);
  const name = textModelNames.find((known) => known === given);
  if (name === undefined) throw fault(`textModel is "${given}", expected one of ${textModelNames.join(', ')}`);
  const textsPerDay = readCount(node, 'textModelTextsPerDay', DEFAULT_TEXTS_PER_DAY, [1, MAX_TEXTS_PER_DAY]);
  return { name, dimensions: readDimensions(node, name), textsPerDay };
}

function readDimensions(node: Node, name: TextModelName): number {
  const choices: readonly [number, ...number[]] = textModels[name].dimensions;
  const given: unknown = node.tryGetContext('textModelDimensions') ?? choices[0];
  const dimensions = choices.find((one) => String(one) === String(given));
  if (dimensions !== undefined) return dimensions;
  throw fault(`textModelDimensions is ${String(given)}, expected ${choices.join(' or ')} for ${name}`);
}

function refuseWithoutModel(node: Node): undefined {
  const stray = ['textModelDimensions', 'textModelTextsPerDay'].find((name) => node.tryGetContext(name) !== undefined);
  if (stray !== undefined) throw fault(`${stray} is given without textModel; give it too, or leave both out`);
  return undefined;
}

function fault(detail: string): DeploymentOptionsError {
  return new DeploymentOptionsError('invalid-text-model', detail);
}
