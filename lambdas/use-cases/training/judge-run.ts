import { decideGate, type GateVerdict } from '../../core/evaluation/gate.ts';
import { judgeModel, omitDerivedSlices } from '../../core/evaluation/judge-model.ts';
import { NOT_JUDGED, type PossibleJudgement } from '../../core/evaluation/possible-judgement.ts';
import { buildModelCard } from '../../core/model-card/model-card.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';
import type { TrainedModel } from '../../core/training/run/training-report.ts';
import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { LiveVectors } from '../models/live-vectors.ts';
import { liveVectors } from '../models/live-vectors.ts';
import { type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';
import { oneText, type SaveModelPorts, saveModel, saveModelCard } from '../models/save-model.ts';
import { writeTrainedObjects } from '../models/trained-objects.ts';
import type { JudgingData } from './gather-judging-data.ts';
import type { GatheredRun } from './gather-run.ts';
import type { OpenRun } from './open-run.ts';

export type JudgeRunPorts = SaveModelPorts & MovePointerPorts & { readonly reports: ReportStore };

/** A version that is saved, named by `head`, and judged. */
export interface JudgedRun {
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly verdict: GateVerdict;
  /** What the job tells of the judgement. */
  readonly brief: Readonly<Record<string, unknown>>;
}

/**
 * Finishes a run whose steps are all taken: judges the model beside the baselines and the served version, saves its weights
 * under the version that they name, with a report and a card, and moves `head`. Done again, it makes the same.
 */
export async function judgeRun(
  ports: JudgeRunPorts,
  runId: string,
  { frozen, training }: OpenRun,
  { dataSha256, gatheredAt }: GatheredRun,
): Promise<JudgedRun> {
  const { set, judging } = frozen;
  const live = await liveVectors(ports, set.products.slice(0, set.catalogSize));
  const trained = training.finish(live);
  const judged = judgeTrainedModel(set, judging, trained, live);
  const brief = briefOf(judged, trained);
  const report = { ...trained.report, ...brief, gatheredAt, trainingRun: runId };
  const parent = frozen.from === undefined ? {} : { parent: frozen.from };
  const saved = await saveModel(ports, trained.model, { origin: 'training-run', report, ...parent });
  const { version, weightsSha256 } = saved;
  await ports.reports.write(modelKey(version, 'report'), oneText(jsonOf(saved)), CONTENT_TYPES.json);
  const card = { modelVersion: version, weightsSha256, dataSha256, report: trained.report, ...judged };
  await saveModelCard(ports.reports, buildModelCard(card));
  if (frozen.objects) await writeTrainedObjects(ports.reports, version, frozen.objects);
  await movePointerForward(ports, 'head', version, gatheredAt);
  return { modelVersion: version, weightsSha256, verdict: decideGate(judged.judgement, live !== undefined), brief };
}

/** What is kept with every version and job: many of them have to fit into one answer, so slices of the data are in the card alone. */
function briefOf({ judgement, judgedOn }: ModelJudgement, { report: { heldOut } }: TrainedModel) {
  return { ...omitDerivedSlices(judgement), judgedOn, heldOut: heldOut && omitDerivedSlices(heldOut) };
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A judgement, and what it was made on. */
interface ModelJudgement {
  /** Of nothing where there was nothing to judge on. */
  readonly judgement: PossibleJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The served version, where it was compared with. */
  readonly liveVersion: string | null;
}

/**
 * Metrics beside those of the baselines and of the served version: on the shop's judging data where it speaks of products of
 * the catalog, else on the held-out part of the training data (which earlier runs of the same seed and fraction held out
 * too); without either there are none.
 * @param live What the held-out part was compared with as well.
 */
function judgeTrainedModel(
  set: TrainingSet,
  { rows, candidateIdPrefix }: JudgingData,
  { model, report }: TrainedModel,
  live?: LiveVectors,
): ModelJudgement {
  const catalog = set.products.slice(0, set.catalogSize);
  const given = rows.length > 0 ? judgeModel(model, catalog, set, rows, candidateIdPrefix, live) : undefined;
  if (given && Object.keys(given.metrics).length > 0) {
    return { judgement: given, judgedOn: 'judging', liveVersion: live?.version ?? null };
  }
  const liveVersion = report.heldOut?.live ? (live?.version ?? null) : null;
  return { judgement: report.heldOut ?? NOT_JUDGED, judgedOn: 'held-out', liveVersion };
}
