import { defaultFirstModel, defaultStepSettings } from '../../core/training/config/step-settings.ts';
import { UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { UseCaseError, type UseCaseErrorCode } from '../common/use-case-error.ts';
import { type AnswerOncePorts, answerOnce } from '../online-steps/idempotency.ts';
import { type TrainStepOutcome, type TrainStepPorts, trainStepFromHead } from '../online-steps/train-step.ts';
import { findStep } from '../online-steps/train-step-once.ts';
import { type AcceptedLine, type ReadUploadPorts, readUpload, type UploadConclusion } from '../uploads/read-upload.ts';
import type { RejectedLine } from '../uploads/rejects-report.ts';
import { orderOf, type UploadEvent } from '../uploads/upload-event.ts';
import { isWholeTriplet, type WholeTriplet } from './classify-upload.ts';
import { usableTriplets } from './usable-triplets.ts';

export type StepFromUploadPorts = ReadUploadPorts & TrainStepPorts & AnswerOncePorts;

/** The step of `POST /v1/train` where nothing else is asked for. */
const SETTINGS = { ...defaultStepSettings, create: defaultFirstModel };
/** Tries end 12 s after the first began, and no single one waits longer than this for its stores. */
const CLAIM_SECONDS = 120;
/** What trying again does not change. */
const OF_THE_UPLOAD: readonly UseCaseErrorCode[] = ['invalid-request', 'step-not-finite'];

/** What is kept of an upload's step; plain JSON. */
interface UploadStep {
  /** Null where every row is held out to judge by, and head stays. */
  readonly step: TrainStepOutcome | null;
  readonly heldOut?: number;
}

/**
 * Takes one step from `head` on the triplets of an upload, and tells of it in the upload's job. However often the event comes,
 * the step is taken once. Rows that no step can be taken on are told in the rejects report; an upload of nothing else, or whose step
 * overflows, has failed.
 * @throws UseCaseError `step-too-large`: it is for a run; `weights-conflict` when others moved `head` time after time, `request-in-progress`, DeadlineError, and what the
 * stores throw: the event has to come again.
 */
export async function stepFromUpload(
  ports: StepFromUploadPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<void> {
  const lines: AcceptedLine<WholeTriplet>[] = [];
  let told: Partial<UploadStep> = {};
  await readUpload(ports, event, {
    kind: 'training',
    prefixes: [UPLOAD_PREFIXES.triplets],
    take: async (group) => {
      for (const { line, value } of group) if (isWholeTriplet(value)) lines.push({ line, value });
      return [];
    },
    detail: () => told,
    conclude: async (): Promise<UploadConclusion> => {
      const refused: RejectedLine[] = [];
      try {
        told = await stepOnce(ports, event, lines, refused);
        return { refused };
      } catch (cause) {
        if (!(cause instanceof UseCaseError && OF_THE_UPLOAD.includes(cause.code))) throw cause;
        return { refused, failure: cause.message };
      }
    },
    remaining,
  });
}

/** @param refused Gets the lines that are of no use. */
async function stepOnce(
  ports: StepFromUploadPorts,
  event: UploadEvent,
  lines: readonly AcceptedLine<WholeTriplet>[],
  refused: RejectedLine[],
): Promise<UploadStep> {
  const { key, etag } = event;
  const keyed = { key: `${key}\n${etag}\n${orderOf(event)}`, text: etag, claimSeconds: CLAIM_SECONDS };
  const { answer } = await answerOnce<UploadStep>(
    ports,
    { operation: 'stepFromUpload', ...keyed },
    {
      begin: (requestId) => takeStep(ports, { key, etag }, requestId, lines, refused),
      find: async (requestId) => {
        const step = await findStep(ports, requestId);
        return step && { step };
      },
    },
  );
  return answer;
}

async function takeStep(
  ports: StepFromUploadPorts,
  object: { readonly key: string; readonly etag: string },
  requestId: string,
  lines: readonly AcceptedLine<WholeTriplet>[],
  refused: RejectedLine[],
): Promise<UploadStep> {
  const usable = await usableTriplets(ports, await headOf(ports), lines);
  refused.push(...usable.refused);
  const { triplets, heldOut } = usable;
  if (triplets.length > 0) {
    return { step: await trainStepFromHead(ports, { ...SETTINGS, triplets, requestId, object }), heldOut };
  }
  if (heldOut > 0) return { step: null, heldOut };
  const [first] = refused;
  throw new UseCaseError(
    'invalid-request',
    `no row can be used: line ${first?.line}, ${first?.detail}; upload the products, and then this again`,
  );
}

async function headOf({ pointers, models }: StepFromUploadPorts) {
  const head = await pointers.read('head');
  const loaded = head && (await models.get(head.version));
  if (loaded) return loaded;
  throw new UseCaseError('model-not-ready', `head names ${head?.version}, expected a version whose weights are there`);
}
