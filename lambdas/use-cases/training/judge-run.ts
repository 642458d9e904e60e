import { decideGate, type GateVerdict } from '../../core/evaluation/gate.ts';
import { judgeModel } from '../../core/evaluation/judge-model.ts';
import { NOT_JUDGED, omitDerivedSlices, type PossibleJudgement } from '../../core/evaluation/judgement.ts';
import { buildModelCard } from '../../core/model-card/model-card.ts';
import type { TrainedModel } from '../../core/training/run/training-report.ts';
import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { JudgedOn } from '../../ports/job-detail.ts';
import type { ModelRecord } from '../../ports/model-registry.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { computeLiveVectors, type LiveVectors } from '../models/live-vectors.ts';
import { type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';
import { type SaveModelPorts, saveModel, saveModelCard, streamOf } from '../models/save-model.ts';
import { writeTrainedObjects } from '../models/trained-objects.ts';
import type { GatheredRun } from './gather-run.ts';
import type { OpenRun } from './run-cache.ts';
import type { RunDataset } from './run-dataset.ts';

export type JudgeRunPorts = SaveModelPorts & MovePointerPorts & { readonly reports: ReportStore };

/** A judged version that is saved and is `head`. Plain JSON: it is the result of a durable step. */
export interface JudgedRun {
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly verdict: GateVerdict;
  /** The part of the judgement that the job and the model record show. */
  readonly brief: JudgedOn;
}

/** A judgement, and what it was made on. */
interface ModelJudgement {
  /** Without metrics if there was no row to judge on. */
  readonly judgement: PossibleJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The live version, if the judgement compares with it. */
  readonly liveVersion: string | null;
}

/**
 * Finishes a run after its last step of training. Judges the model beside the baselines and the live version, saves its weights
 * as a version with report and card, and moves `head`. Running it again gives the same.
 */
export async function judgeRun(
  ports: JudgeRunPorts,
  runId: string,
  { dataset, training }: OpenRun,
  data: GatheredRun,
): Promise<JudgedRun> {
  const { set } = dataset;
  const live = await computeLiveVectors(ports, set.products.slice(0, set.catalogSize));
  const trained = training.finish(live);
  const judged = judgeTrainedModel(dataset, trained, live);
  const brief = briefOf(judged, trained);
  const report = { ...trained.report, ...brief, gatheredAt: data.gatheredAt, trainingRun: runId };
  const parent = dataset.from === undefined ? {} : { parent: dataset.from };
  const saved = await saveModel(ports, trained.model, { origin: 'training-run', report, ...parent });
  await saveReports(ports.reports, saved, { dataset, trained, judged, dataSha256: data.dataSha256 });
  await movePointerForward(ports, 'head', saved.version, data.gatheredAt);
  const { version, weightsSha256 } = saved;
  return { modelVersion: version, weightsSha256, verdict: decideGate(judged.judgement, live !== undefined), brief };
}

/**
 * Judges on the shop's judging data if it names products of the catalog, else on the held-out part of the training data.
 * Earlier runs with the same seed and fraction held out the same rows. Without either there are no metrics.
 * @param live Undefined if no version is live.
 */
function judgeTrainedModel(
  { set, judging: { rows, candidateIdPrefix } }: RunDataset,
  { model, report }: TrainedModel,
  live: LiveVectors | undefined,
): ModelJudgement {
  const catalog = set.products.slice(0, set.catalogSize);
  const given = rows.length > 0 ? judgeModel(model, catalog, set, rows, candidateIdPrefix, live) : undefined;
  if (given && Object.keys(given.metrics).length > 0) {
    return { judgement: given, judgedOn: 'judging', liveVersion: live?.version ?? null };
  }
  const liveVersion = report.heldOut?.live ? (live?.version ?? null) : null;
  return { judgement: report.heldOut ?? NOT_JUDGED, judgedOn: 'held-out', liveVersion };
}

/** Without the slices, which only the card holds: one answer of the API lists many versions. */
function briefOf({ judgement, judgedOn }: ModelJudgement, { report: { heldOut } }: TrainedModel): JudgedOn {
  return { ...omitDerivedSlices(judgement), judgedOn, heldOut: heldOut && omitDerivedSlices(heldOut) };
}

/** Writes the report, the card and the list of trained objects of a version. */
async function saveReports(
  reports: ReportStore,
  saved: ModelRecord,
  of: {
    readonly dataset: RunDataset;
    readonly trained: TrainedModel;
    readonly judged: ModelJudgement;
    readonly dataSha256: string;
  },
): Promise<void> {
  const { version, weightsSha256 } = saved;
  const reportJson = `${JSON.stringify(saved, null, 2)}\n`;
  await reports.write(modelKey(version, 'report'), streamOf(reportJson), CONTENT_TYPES.json);
  const { dataset, trained, judged, dataSha256 } = of;
  const card = buildModelCard({
    modelVersion: version,
    weightsSha256,
    dataSha256,
    report: trained.report,
    ...judged,
  });
  await saveModelCard(reports, card);
  if (dataset.objects) await writeTrainedObjects(reports, version, dataset.objects);
}
