import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';

/** The error that refuses a training configuration. */
export function refusedConfig(overrides: object): { code: string; pointer: string; message: string } {
  try {
    buildTrainingConfig(overrides);
  } catch (error) {
    return error as { code: string; pointer: string; message: string };
  }
  throw new Error(`accepted ${JSON.stringify(overrides)}`);
}
