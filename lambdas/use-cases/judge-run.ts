import { type GateVerdict, gate } from '../core/evaluation/gate.ts';
import { modelCard } from '../core/model-card/model-card.ts';
import { briefJudgement } from '../core/training/judge-model.ts';
import type { TrainedModel } from '../core/training/training-report.ts';
import type { ReportStore } from '../ports/report-store.ts';
import type { GatheredRun } from './gather-run.ts';
import { judgeTrainedModel, type ModelJudgement } from './judge-trained-model.ts';
import { liveVectors } from './live-vectors.ts';
import { type MovePointerPorts, movePointerForward } from './move-pointer.ts';
import type { OpenRun } from './open-run.ts';
import { type SaveModelPorts, saveModel } from './save-model.ts';
import { oneText, saveModelCard } from './save-model-card.ts';
import { writeTrainedObjects } from './trained-objects.ts';

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
  await ports.reports.write(`models/${version}/report.json`, oneText(jsonOf(saved)), 'application/json');
  const card = { modelVersion: version, weightsSha256, dataSha256, report: trained.report, ...judged };
  await saveModelCard(ports.reports, modelCard(card));
  if (frozen.objects) await writeTrainedObjects(ports.reports, version, frozen.objects);
  await movePointerForward(ports, 'head', version, gatheredAt);
  return { modelVersion: version, weightsSha256, verdict: gate(judged.judgement, live !== undefined), brief };
}

/** What is kept with every version and job: many of them have to fit into one answer, so slices of the data are in the card alone. */
function briefOf({ judgement, judgedOn }: ModelJudgement, { report: { heldOut } }: TrainedModel) {
  return { ...briefJudgement(judgement), judgedOn, heldOut: heldOut && briefJudgement(heldOut) };
}

function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
