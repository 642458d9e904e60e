import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { NOT_JUDGED } from '../../lambdas/core/evaluation/judgement.ts';
import { type Model, nameModelVersion } from '../../lambdas/core/model/model.ts';
import { parseModel, serializeModel } from '../../lambdas/core/model/model-file.ts';
import { renderCardMarkdown } from '../../lambdas/core/model-card/card-markdown.ts';
import { buildModelCard, writeCardJson } from '../../lambdas/core/model-card/model-card.ts';
import { renderCardPage } from '../../lambdas/core/model-card/page/card-page.ts';
import type { TrainedModel, TrainingReport } from '../../lambdas/core/training/run/training-report.ts';
import { MODEL_FILES } from '../../lambdas/formats/object-layout.ts';
import { sha256Hex } from '../../lambdas/shared/sha256.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import { readTextFile, requireFile } from '../../lib/terminal/input-file.ts';
import { makeFolder } from '../../lib/terminal/output-folder.ts';
import { checkOutputFile, checkOutputFolder, writeWhole } from './output-file.ts';

const ENDING = '.safetensors';

interface ModelFiles {
  readonly folder: string;
  readonly model: string;
  readonly report: string;
  readonly cardJson: string;
  readonly cardMarkdown: string;
  readonly cardPage: string;
}

/**
 * The files of a model.
 * @param at A folder with `model.safetensors`, `report.json`, `card.json`, `card.md` and `card.html`;
 *   or a file `M.safetensors` with `M.report.json`, `M.card.json`, `M.card.md` and `M.card.html` beside it
 */
function modelFiles(at: string): ModelFiles {
  const isFile = at.endsWith(ENDING);
  const beside = (name: string) => (isFile ? `${at.slice(0, -ENDING.length)}.${name}` : join(at, name));
  return {
    folder: isFile ? dirname(at) : at,
    model: isFile ? at : join(at, MODEL_FILES.weights),
    report: beside(MODEL_FILES.report),
    cardJson: beside(MODEL_FILES.cardJson),
    cardMarkdown: beside(MODEL_FILES.cardMarkdown),
    cardPage: beside(MODEL_FILES.cardPage),
  };
}

/**
 * The model of a folder or of a file.
 * @throws UsageError `missing-input`; ModelFileError, SafetensorsError for a broken file
 */
export function readModel(at: string): Model {
  const file = modelFiles(at).model;
  const given = statSync(at, { throwIfNoEntry: false });
  if (file !== at && given !== undefined && !given.isDirectory())
    throw new UsageError(
      'wrong-value',
      `${at} is no model: expected a folder with ${MODEL_FILES.weights}, or a file that ends in ${ENDING}\nGive what 'kindred train' wrote.`,
    );
  if (!existsSync(file))
    throw new UsageError(
      'missing-input',
      `${file} does not exist\nCheck the path, or train a model: kindred train --data <folder> --out ${at}`,
    );
  requireFile(file);
  return parseModel(readFileSync(file));
}

/** Checks before the training that a model can be written. @throws as checkOutputFile and checkOutputFolder do */
export function checkModelPath(at: string): void {
  const { folder, model } = modelFiles(at);
  checkOutputFolder(folder);
  if (at === model && existsSync(folder)) checkOutputFile(model);
}

/** The version of a model: derived from the SHA-256 of its weights file. */
export function computeVersion(model: Model): string {
  return describeVersion(model).modelVersion;
}

/** The version of a model, the hash of its file of weights, and the size of that file. */
export function describeVersion(model: Model) {
  const bytes = serializeModel(model);
  const weightsSha256 = sha256Hex(bytes);
  return { modelVersion: nameModelVersion(weightsSha256), weightsSha256, bytes: bytes.length };
}

/** What the training of a model reported. */
type StoredReport = TrainingReport & { readonly modelVersion: string };

/**
 * The report beside a model; undefined without one.
 * @throws UsageError `unreadable-input` for a file that is not JSON
 */
export function readReport(at: string): StoredReport | undefined {
  const file = modelFiles(at).report;
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readTextFile(file));
  } catch (cause) {
    throw new UsageError('unreadable-input', `${file} cannot be read: ${errorText(cause)}\nRemove it, or train again.`);
  }
}

/**
 * Writes a model's weights, its report and its card.
 * @param dataSha256 Hash of the training set
 * @returns its version and the hash of its weights
 */
export async function writeModel(at: string, { model, report }: TrainedModel, dataSha256: string) {
  const files = modelFiles(at);
  const bytes = serializeModel(model);
  const weightsSha256 = sha256Hex(bytes);
  const named = { modelVersion: nameModelVersion(weightsSha256), weightsSha256 };
  const judgement = report.heldOut ?? NOT_JUDGED;
  const card = buildModelCard({ ...named, dataSha256, report, judgement, judgedOn: 'held-out', liveVersion: null });
  makeFolder(files.folder);
  await writeWhole(files.model, [bytes]);
  await writeWhole(files.report, [`${JSON.stringify({ ...named, ...report }, null, 2)}\n`]);
  await writeWhole(files.cardJson, [writeCardJson(card)]);
  await writeWhole(files.cardMarkdown, [renderCardMarkdown(card)]);
  await writeWhole(files.cardPage, [renderCardPage(card)]);
  return named;
}
