import { decideGate, type GateVerdict } from '../../core/evaluation/gate.ts';
import { omitDerivedSlices } from '../../core/evaluation/judgement.ts';
import { buildModelCard } from '../../core/model-card/model-card.ts';
import { nameRows } from '../../core/training/data/new-rows.ts';
import type { LearnedFrom, ReportedModel } from '../../core/training/run/training-report.ts';
import type { ShareChoice } from '../../core/training/selection/choose-share.ts';
import { CONTENT_TYPES, modelKey } from '../../formats/object-layout.ts';
import type { JudgedOn } from '../../ports/job-detail.ts';
import type { ModelRecord } from '../../ports/model-registry.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { readLearnedFrom } from '../models/learned-from.ts';
import { isUnseenBy, readLineageSplit } from '../models/lineage-split.ts';
import { computeLiveVectors, type LiveVectors } from '../models/live-vectors.ts';
import { type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';
import { type SaveModelPorts, saveModel, saveModelCard, streamOf } from '../models/save-model.ts';
import { type TrainedObject, writeTrainedObjects } from '../models/trained-objects.ts';
import type { GatheredRun } from './gather-run.ts';
import { judgeOnRows, type ModelJudgement } from './judge-on-rows.ts';
import type { OpenRun } from './run-cache.ts';

export type JudgeRunPorts = SaveModelPorts & MovePointerPorts & { readonly reports: ReportStore };

/** The judged versions of a run, which are saved. Plain JSON: it is the result of a durable step. */
export interface JudgedRun {
  /** The version that goes live. If none does, that of the model that was trained. */
  readonly modelVersion: string;
  readonly weightsSha256: string;
  /** Absent in results stored by older code. */
  readonly learnedFrom?: LearnedFrom;
  /** The version of the model that was trained, if its text model goes live instead. */
  readonly trainedVersion?: string;
  readonly verdict: GateVerdict;
  /** The part of the judgement of `modelVersion` that the job and the model record show. */
  readonly brief: JudgedOn;
}

/** What is saved with a model of a run. */
interface RunFacts {
  readonly runId: string;
  readonly data: GatheredRun;
  /** The version from whose weights the run continued. */
  readonly from: string | undefined;
  /** The objects that the model was trained on, if they are known. */
  readonly objects: readonly TrainedObject[] | undefined;
}

/**
 * Finishes a run after its last step of training. Judges the model and its text model beside the baselines and the live
 * version, and decides which of them goes live. Saves the trained model as a version with report and card, and moves
 * `head` to it. Saves the text model likewise if it goes live. Running it again gives the same.
 * @param share How much of the training stays, as chosen before.
 */
export async function judgeRun(
  ports: JudgeRunPorts,
  runId: string,
  opened: OpenRun,
  data: GatheredRun,
  share: ShareChoice,
): Promise<JudgedRun> {
  const { dataset, training } = opened;
  const { set, from, objects } = dataset;
  const live = await computeLiveVectors(ports, set.products.slice(0, set.catalogSize));
  const isFair = live === undefined || (await isUnseenByLive(ports, live, opened));
  const finished = training.finish(isFair ? live : undefined, share);
  const judged = judgeOnRows(dataset, finished, live);
  const verdict = await decide(ports, opened, judged, live);
  const facts = { runId, data, from, objects };
  const trained = await saveJudged(ports, finished, judged.trained, facts);
  await moveHead(ports, trained, data.gatheredAt);
  if (verdict.goesLive !== 'text' || finished.text === undefined || judged.text === undefined)
    return { ...trained, verdict };
  const text = await saveJudged(ports, finished.text, judged.text, { ...facts, from: undefined, objects: [] });
  return { ...text, trainedVersion: trained.modelVersion, verdict };
}

/** Lets the gate decide. A live version whose weights are gone cannot be compared with, and is not protected. */
async function decide(
  { registry }: JudgeRunPorts,
  { dataset: { set }, config, training }: OpenRun,
  { trained, text }: ReturnType<typeof judgeOnRows>,
  live: LiveVectors | undefined,
): Promise<GateVerdict> {
  const isLive = live && ((await readLearnedFrom(registry, live.version)) === 'catalog' ? 'text' : 'trained');
  const { share } = training.heldOutRule;
  const heldOut = trained.judgedOn === 'held-out' ? { share, rowsAreCalled: nameRows(set) } : undefined;
  return decideGate({
    live: isLive ?? 'nothing',
    heldOut,
    ...(config.selfSupervised ? { text: trained.judgement } : { trained: trained.judgement, text: text?.judgement }),
  });
}

/** Whether the live version was not trained on what the run holds out. Otherwise it is only compared on judging data. */
async function isUnseenByLive(
  { registry }: JudgeRunPorts,
  { version }: LiveVectors,
  { config, training }: OpenRun,
): Promise<boolean> {
  return isUnseenBy(await readLineageSplit(registry, version), training.heldOutRule, config);
}

type SavedModel = Omit<JudgedRun, 'verdict' | 'trainedVersion'>;

/** Saves a model as a version, with its report and its card. */
async function saveJudged(
  ports: JudgeRunPorts,
  { model, report }: ReportedModel,
  judged: ModelJudgement,
  { runId, data, from, objects }: RunFacts,
): Promise<SavedModel> {
  const brief = briefOf(judged, report.heldOut);
  const { review: _onlyInTheCard, ...rest } = report;
  const stored = { ...rest, ...brief, gatheredAt: data.gatheredAt, trainingRun: runId };
  const parent = from === undefined ? {} : { parent: from };
  const saved = await saveModel(ports, model, { origin: 'training-run', report: stored, ...parent });
  const { version: modelVersion, weightsSha256 } = saved;
  await saveReport(ports.reports, saved);
  const card = { modelVersion, weightsSha256, dataSha256: data.dataSha256, report, ...judged };
  await saveModelCard(ports.reports, buildModelCard(card));
  if (objects) await writeTrainedObjects(ports.reports, modelVersion, objects);
  return { modelVersion, weightsSha256, ...(report.learnedFrom && { learnedFrom: report.learnedFrom }), brief };
}

/** Without the slices, which only the card holds: one answer of the API lists many versions. */
function briefOf({ judgement, judgedOn }: ModelJudgement, heldOut: ReportedModel['report']['heldOut']): JudgedOn {
  return { ...omitDerivedSlices(judgement), judgedOn, heldOut: heldOut && omitDerivedSlices(heldOut) };
}

async function saveReport(reports: ReportStore, saved: ModelRecord): Promise<void> {
  const reportJson = `${JSON.stringify(saved, null, 2)}\n`;
  await reports.write(modelKey(saved.version, 'report'), streamOf(reportJson), CONTENT_TYPES.json);
}

/**
 * Moves `head` to the version that training continues from. A version that learned from the catalog alone becomes
 * `head` only if there is none: others have learned more.
 */
async function moveHead(
  ports: JudgeRunPorts,
  { modelVersion, learnedFrom }: SavedModel,
  gatheredAt: string,
): Promise<void> {
  const hasHead = (await ports.pointers.read('head')) !== undefined;
  if (learnedFrom === 'catalog' && hasHead) return;
  await movePointerForward(ports, 'head', modelVersion, gatheredAt);
}
