import { dirname, join } from 'node:path';
import { MODEL_FILES } from '../../lambdas/formats/object-layout.ts';

const ENDING = '.safetensors';

/** Where a model and what is said of it lie. */
export interface ModelFiles {
  readonly folder: string;
  readonly model: string;
  readonly report: string;
  readonly cardJson: string;
  readonly cardMarkdown: string;
}

/** @param at A folder, that holds `model.safetensors`, `report.json`, `card.json` and `card.md`; or a file `M.safetensors`, beside which `M.report.json` and so on lie. */
export function modelFiles(at: string): ModelFiles {
  const isFile = at.endsWith(ENDING);
  const beside = (name: string) => (isFile ? `${at.slice(0, -ENDING.length)}.${name}` : join(at, name));
  return {
    folder: isFile ? dirname(at) : at,
    model: isFile ? at : join(at, MODEL_FILES.weights),
    report: beside(MODEL_FILES.report),
    cardJson: beside(MODEL_FILES.cardJson),
    cardMarkdown: beside(MODEL_FILES.cardMarkdown),
  };
}
