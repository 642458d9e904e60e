import type { Judgement } from '../evaluation/judge-model.ts';
import type { PossibleJudgement } from '../evaluation/possible-judgement.ts';
import type { TrainingReport } from '../training/run/training-report.ts';
import { describeVerdict } from './verdict.ts';

export interface ModelCardInput {
  readonly modelVersion: string;
  /** Hex SHA-256 of the weights' file. */
  readonly weightsSha256: string;
  /** Hex SHA-256 of the training set in its canonical order (canonicalLines). */
  readonly dataSha256: string;
  /** Of the training; fields that the card does not know are carried along. */
  readonly report: TrainingReport;
  readonly judgement: PossibleJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The version that was served, where it was compared with; else null. */
  readonly liveVersion: string | null;
}

/** How a version came to be and how good it is: plain JSON, without a time, so that the same run gives the same bytes. */
export interface ModelCard {
  readonly formatVersion: 1;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly verdict: string;
  readonly data: TrainingReport['data'] & { readonly sha256: string };
  readonly split: {
    readonly rule: string;
    readonly seed: number;
    readonly heldOutFraction: number;
    readonly heldOutRows: number;
  };
  readonly judgedOn: ModelCardInput['judgedOn'];
  readonly liveVersion: string | null;
  readonly judgement: PossibleJudgement;
  /** Judged on the held-out rows, where that is not what `judgement` is of already; else null. */
  readonly heldOut: Judgement | null;
  readonly config: TrainingReport['config'];
  readonly lossCurve: TrainingReport['lossCurve'];
  readonly diagnostics: TrainingReport['diagnostics'];
  /** How the epochs did, and which settings were tried, where either was looked at. */
  readonly epochs?: TrainingReport['epochs'];
  readonly search?: TrainingReport['search'];
  /** What else the training reported. */
  readonly more: Readonly<Record<string, unknown>>;
}

const SPLIT_RULE =
  'rows of training data at random by the seed and by what they say, at most about 1,000; of a pair anchor -> positive, of a session the last product ' +
  'but one -> the last, of a basket one product at random -> the others';

/** Puts a card together. */
export function buildModelCard(input: ModelCardInput): ModelCard {
  const { config, data, lossCurve, heldOut, diagnostics, epochs, search, ...more } = input.report;
  const { judgement, judgedOn, dataSha256, modelVersion, weightsSha256, liveVersion } = input;
  const { seed, heldOutFraction } = config;
  return {
    formatVersion: 1,
    modelVersion,
    weightsSha256,
    verdict: describeVerdict(judgement),
    data: { sha256: dataSha256, ...data },
    split: { rule: SPLIT_RULE, seed, heldOutFraction, heldOutRows: data.heldOutRows },
    judgedOn,
    liveVersion,
    judgement,
    heldOut: judgedOn === 'judging' ? heldOut : null,
    config,
    lossCurve,
    diagnostics,
    ...(epochs && { epochs }),
    ...(search && { search }),
    more,
  };
}

/** The card's file. */
export function writeCardJson(card: ModelCard): string {
  return `${JSON.stringify(card, null, 2)}\n`;
}
