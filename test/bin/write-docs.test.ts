import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingLines, settingsPage } from '../../lambdas/core/training/config/describe-settings.ts';
import {
  defaultFirstModel,
  defaultStepSettings,
  MAX_STEP_PASSES,
} from '../../lambdas/core/training/config/step-settings.ts';
import { defaultTrainingConfig } from '../../lambdas/core/training/config/training-config.ts';

const page = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');

describe('docs/configuration.md', () => {
  it('is up to date with the code; if not, run `npm run docs`', () => {
    expect(page('configuration.md')).toBe(settingsPage());
  });

  it('has a row for every setting of the training configuration', () => {
    const { features, ...settings } = defaultTrainingConfig;
    for (const name of [...Object.keys(settings), ...Object.keys(features)])
      expect(page('configuration.md')).toContain(`| \`${name}\``);
  });
});

describe('settingLines', () => {
  it('shows values, default and scope of every setting for --help', () => {
    const lines = settingLines();
    expect(lines).toContain('  learningRate: a number in [1e-9, 1000], default 0.002');
    expect(lines).toContain('  circleScale: a number in [0.001, 10000], default 80 (loss circle)');
    expect(lines).toContain('  momentum: a number in [0, 0.999], default 0 (optimizer sgd)');
    expect(lines).toContain('  patience: a whole number in [0, 10000], default 0 (bestEpoch)');
  });
});

describe('docs/api.md', () => {
  it('states the defaults of the online step that the code has', () => {
    const row = (name: string) => page('api.md').match(new RegExp(`^\\| \`${name}\` +\\| (.*)$`, 'm'))?.[1];
    const { learningRate, margin, gradient, steps } = defaultStepSettings;
    expect(row('learningRate')).toContain(`default ${learningRate}`);
    expect(row('margin')).toContain(`default ${margin}`);
    expect(row('gradient')).toContain(`default \`${gradient}\``);
    expect(row('steps')).toContain(`1 to ${MAX_STEP_PASSES}, default ${steps}`);
    expect(row('create.dim')).toContain(`default ${defaultFirstModel.dim}`);
    expect(row('create.seed')).toContain(`default ${defaultFirstModel.seed}`);
  });
});
