import type { ModelDetail, TrainingRun } from '../../../client/generated/schemas.ts';

/** What the watchdog found: the sign, its likely cause, and the one thing to change. */
export interface Finding {
  readonly code: string;
  readonly step: number;
  readonly sign: string;
  readonly cause: string;
  readonly change: string;
}

/** The embeddings at one check of the watchdog. A figure that could not be measured is missing. */
export interface Check {
  readonly step: number;
  /** Directions in use. */
  readonly directions: number | undefined;
  readonly uniformity: number | undefined;
  readonly alignment: number | undefined;
  readonly deadDimensions: number | undefined;
  /** The median length of the embeddings. */
  readonly length: number | undefined;
}

/** What the watchdog has seen in a run. */
export interface Watched {
  readonly findings: readonly Finding[];
  readonly checks: readonly Check[];
  /** The loss of a model that cannot tell products apart. */
  readonly chanceLoss: number | undefined;
  /** The products and pairs that were looked at. */
  readonly sample: { readonly products: number; readonly pairs: number } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads what the watchdog has seen out of the report of a version. Reports of other releases may lack any part. */
export function readWatched({ report }: Pick<ModelDetail, 'report'>): Watched | undefined {
  const diagnostics = report.diagnostics as Fields | undefined;
  if (typeof diagnostics !== 'object' || diagnostics === null) return undefined;
  const { chanceLoss, sample } = diagnostics;
  return {
    findings: listOf(diagnostics.warnings).map(readFinding),
    checks: listOf(diagnostics.looks).map(readCheck),
    chanceLoss: typeof chanceLoss === 'number' ? chanceLoss : undefined,
    sample: sample as Watched['sample'],
  };
}

function readFinding(fields: Fields): Finding {
  const text = (name: string) => String(fields[name] ?? '');
  return {
    code: text('code'),
    step: Number(fields.step ?? 0),
    sign: text('sign'),
    cause: text('cause'),
    change: text('change'),
  };
}

function readCheck(fields: Fields): Check {
  const figure = (name: string) => (typeof fields[name] === 'number' ? (fields[name] as number) : undefined);
  return {
    step: figure('step') ?? 0,
    directions: figure('rankMeCentred'),
    uniformity: figure('uniformity'),
    alignment: figure('alignment'),
    deadDimensions: figure('deadDimensions'),
    length: figure('norm'),
  };
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value : [];
}

/** The version whose training a run has watched: the trained model, also if its text model goes live. */
export function watchedVersion({ trainedVersion, modelVersion, kind }: TrainingRun): string | undefined {
  return kind === 'publish' ? undefined : (trainedVersion ?? modelVersion);
}
