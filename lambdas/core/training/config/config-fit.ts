import { getEvidence, losses, lossNames } from '../../losses/registry.ts';
import { describeProblem } from '../../settings/check-values.ts';
import { TrainingConfigError } from './training-error.ts';
import { findReaders, type TrainingSettingName, type TrainingSettings, trainingSettings } from './training-settings.ts';

/** Losses of labelled rows hold several matrices of (2 batchSize)^2 float64 numbers: 128 MiB each at this size. */
const MAX_LABELLED_BATCH = 2048;

/** A combination of settings that is refused. */
interface Misfit {
  readonly setting: TrainingSettingName;
  /** The values of the setting that fit the others, and why. */
  readonly expected: string;
}

/**
 * Checks that the settings of a configuration fit together; each by itself is known to be valid.
 * @throws TrainingConfigError `unfit-combination` that names the setting, its value and the values that fit the others.
 */
export function checkFit(config: TrainingSettings): void {
  const misfit = unreadSetting(config) ?? lossMisfit(config) ?? runMisfit(config);
  if (misfit === undefined) return;
  const { setting, expected } = misfit;
  throw new TrainingConfigError('unfit-combination', `/${setting}`, describeProblem(config[setting], expected));
}

/** A setting that the loss or the optimizer does not read, with a value other than its default. */
function unreadSetting(config: TrainingSettings): Misfit | undefined {
  for (const setting of Object.keys(trainingSettings) as TrainingSettingName[]) {
    const { default: off, isRefusedElsewhere } = trainingSettings[setting];
    const readers = findReaders(setting);
    if (!isRefusedElsewhere || !readers || config[setting] === off) continue;
    const chosen = config[readers.kind];
    if (!readers.names.includes(chosen))
      return { setting, expected: `${off} with ${readers.kind} ${chosen}; allowed with ${readers.names.join(', ')}` };
  }
  return undefined;
}

function lossMisfit({
  loss,
  miner,
  margin,
  learnTemperature,
  temperature,
  batchSize,
}: TrainingSettings): Misfit | undefined {
  const kind = losses[loss].margin;
  if (margin === 'soft' && kind !== 'triplet') {
    const others = lossNames.filter((name) => losses[name].margin === 'triplet');
    return { setting: 'margin', expected: `a number with loss ${loss}; soft is allowed with ${others.join(', ')}` };
  }
  if (kind === 'relaxation' && !(Number(margin) > 0 && Number(margin) < 1))
    return { setting: 'margin', expected: `a number in (0, 1) with loss ${loss}` };
  if (learnTemperature && !(temperature >= 0.01 && temperature <= 1))
    return { setting: 'temperature', expected: 'a number in [0.01, 1] with learnTemperature' };
  if (batchSize > MAX_LABELLED_BATCH && getEvidence({ loss, miner }) === 'labelled-rows') {
    const by = miner === 'none' ? '' : ` and miner ${miner}`;
    const expected = `at most ${MAX_LABELLED_BATCH} with loss ${loss}${by}, which compares all rows of a batch`;
    return { setting: 'batchSize', expected };
  }
  return undefined;
}

function runMisfit(config: TrainingSettings): Misfit | undefined {
  const { selfSupervised, encoder, bestEpoch, patience, tune, modalityWeight, weightDecay, learningRate } = config;
  if (selfSupervised && encoder !== 'bag')
    return { setting: 'selfSupervised', expected: `false with encoder ${encoder}; allowed with encoder bag` };
  if (bestEpoch && selfSupervised)
    return { setting: 'bestEpoch', expected: 'false with selfSupervised, which has no training data to validate on' };
  if (patience !== 0 && !bestEpoch) return { setting: 'patience', expected: '0 without bestEpoch' };
  if (tune && selfSupervised)
    return { setting: 'tune', expected: 'false with selfSupervised, which has no training data to choose by' };
  if (tune && modalityWeight !== 0)
    return { setting: 'tune', expected: 'false with a modalityWeight above 0, which not every tried loss allows' };
  if (modalityWeight !== 0 && getEvidence(config) === 'lists')
    return {
      setting: 'modalityWeight',
      expected: `0 with loss ${config.loss}; allowed with losses of pairs, as info-nce`,
    };
  if (weightDecay * learningRate >= 1) return { setting: 'weightDecay', expected: 'less than 1 / learningRate' };
  return undefined;
}
