import { listUnusedSettings, toCatalogConfig } from '../../lambdas/core/training/config/catalog-config.ts';
import type { TrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import type { Output } from '../../lib/terminal/command-line.ts';

/** The configuration for a folder without a row that can be used. A line on stderr says so. */
export function learnFromCatalogAlone(folder: string, given: TrainingConfig, { stderr }: Output): TrainingConfig {
  const unused = listUnusedSettings(given);
  const settings = unused.length > 0 ? `; settings of training on rows are not used: ${unused.join(', ')}` : '';
  stderr.write(
    `${folder} has no row of training data that can be used: the model learns from the catalog alone, as with ` +
      `--self-supervised${settings}\n`,
  );
  return toCatalogConfig(given);
}
