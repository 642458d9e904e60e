import type { Margin } from '../../losses/margin.ts';
import type { MinerName } from '../../miners/miner.ts';
import type { OptimizerName } from '../../optimizers/make-optimizer.ts';
import { type LossName, labelledLossOf, lossNames, lossTraits } from './loss-traits.ts';
import { TrainingConfigError } from './training-error.ts';

/** The settings that hang together, as in the training configuration. */
export interface RelatedSettings {
  readonly loss: LossName;
  readonly miner: MinerName | 'none';
  readonly margin: Margin;
  readonly symmetric: boolean;
  readonly maskKnownPositives: boolean;
  readonly temperature: number;
  readonly learnTemperature: boolean;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly batchSize: number;
  readonly modalityWeight: number;
  readonly selfSupervised: boolean;
  readonly bestEpoch: boolean;
  readonly patience: number;
  readonly tune: boolean;
  readonly encoder: 'bag' | 'linear';
}

/** The losses over all pairs of a batch hold several matrices of (2 batchSize)^2 float64 numbers: 128 MiB each at this size. */
const LARGEST_LABELLED_BATCH = 2048;

/**
 * Whether the settings of a configuration go together; each by itself is already known to be good.
 * @throws TrainingConfigError `unfit-combination`, naming the setting that does not fit and with what it would.
 */
export function checkFit(config: RelatedSettings): void {
  const { loss, miner, margin, optimizer } = config;
  const traits = lossTraits[loss];
  const unless = (fits: boolean, name: keyof RelatedSettings, expected: string) => {
    if (!fits) throw new TrainingConfigError('unfit-combination', `/${name}`, config[name], expected);
  };
  unless(
    miner === 'none' || traits.takesMiner,
    'miner',
    `none with loss ${loss}; ${lossesThat('takesMiner')} take one`,
  );
  unless(
    margin !== 'soft' || traits.takesSoftMargin,
    'margin',
    `a number with loss ${loss}; ${lossesThat('takesSoftMargin')} take a soft one`,
  );
  unless(
    loss !== 'circle' || (Number(margin) > 0 && Number(margin) < 1),
    'margin',
    'a number in (0, 1) with loss circle',
  );
  unless(!config.symmetric || loss === 'info-nce', 'symmetric', `false with loss ${loss}; info-nce takes it`);
  unless(
    !config.maskKnownPositives || loss === 'info-nce',
    'maskKnownPositives',
    `false with loss ${loss}; info-nce takes it`,
  );
  unless(
    !config.learnTemperature || loss === 'info-nce',
    'learnTemperature',
    `false with loss ${loss}; info-nce takes it`,
  );
  unless(
    !config.learnTemperature || (config.temperature >= 0.01 && config.temperature <= 1),
    'temperature',
    'a number in [0.01, 1] where it is learned',
  );
  unless(
    !config.selfSupervised || (loss === 'listwise' && config.encoder === 'bag'),
    'selfSupervised',
    `false with loss ${loss} and encoder ${config.encoder}; loss listwise with encoder bag takes it`,
  );
  unless(
    !config.bestEpoch || !config.selfSupervised,
    'bestEpoch',
    'false with selfSupervised, which has no training data to cut a validation part off',
  );
  unless(config.patience === 0 || config.bestEpoch, 'patience', '0 without bestEpoch, which looks at every epoch');
  unless(
    !config.tune || !config.selfSupervised,
    'tune',
    'false with selfSupervised, which has no training data to choose by',
  );
  unless(
    !config.tune || config.modalityWeight === 0,
    'tune',
    'false with a modalityWeight above 0, which not every loss that is tried takes',
  );
  unless(
    config.modalityWeight === 0 || loss !== 'listwise',
    'modalityWeight',
    '0 with loss listwise; the losses of drawn pairs take it, as info-nce',
  );
  unless(config.momentum === 0 || optimizer === 'sgd', 'momentum', `0 with optimizer ${optimizer}; sgd takes it`);
  unless(
    config.weightDecay === 0 || optimizer === 'adamw',
    'weightDecay',
    `0 with optimizer ${optimizer}; adamw takes it`,
  );
  unless(config.weightDecay * config.learningRate < 1, 'weightDecay', 'less than 1 / learningRate');
  unless(
    config.batchSize <= LARGEST_LABELLED_BATCH || labelledLossOf(loss, miner) === undefined,
    'batchSize',
    `at most ${LARGEST_LABELLED_BATCH} with loss ${loss}${miner === 'none' ? '' : ` and miner ${miner}`}, which compares all rows of a batch`,
  );
}

function lossesThat(trait: 'takesMiner' | 'takesSoftMargin'): string {
  return lossNames.filter((name) => lossTraits[name][trait]).join(', ');
}
