import { defaultFirstModel, defaultStepSettings } from '../../core/training/config/step-settings.ts';
import { UPLOAD_PREFIXES } from '../../formats/object-layout.ts';
import type { StepOutcome } from '../../ports/job-detail.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { answerIdempotently, type IdempotencyPorts } from '../common/idempotency.ts';
import { UseCaseError, type UseCaseErrorCode } from '../common/use-case-error.ts';
import {
  type LeftOutRows,
  type TrainStepPorts,
  type TrainStepRequest,
  trainStepFromHead,
} from '../online-steps/train-step.ts';
import { findTakenStep } from '../online-steps/train-step-once.ts';
import { type OpenUpload, type OpenUploadPorts, openUpload, type ReadObject } from '../uploads/open-upload.ts';
import type { AcceptedLine } from '../uploads/read-batches.ts';
import { orderOf, type UploadEvent } from '../uploads/upload-event.ts';
import { isWholeTriplet, type WholeTriplet } from './classify-upload.ts';
import { selectUsableTriplets } from './usable-triplets.ts';

export type StepFromUploadPorts = OpenUploadPorts & TrainStepPorts & IdempotencyPorts;

/** The default settings of `POST /v1/train`. */
const SETTINGS = { ...defaultStepSettings, create: defaultFirstModel };
/** Longer than a step takes. If throttling is waited out for longer, no step is taken, and the event comes again. */
const CLAIM_SECONDS = 120;
/** Errors that another try does not change: the upload fails, and its event does not come again. */
const FINAL_CODES: readonly UseCaseErrorCode[] = ['invalid-request', 'step-not-finite', 'step-too-long'];

/** The result of an upload's step, as its job and the idempotency record store it: plain JSON. */
interface UploadStep extends Partial<LeftOutRows> {
  /** Null if every row is held out for evaluation: `head` stays as it is. */
  readonly step: StepOutcome | null;
}

/**
 * Takes one step from `head` on the triplets of an upload, and reports it in the upload's job. However often the event
 * comes, the step is taken once. Rows that no step can be taken on go to the rejects report. If no row can be used, or
 * the step overflows, the upload fails.
 * @param read The content of the upload, if it was read already.
 * @throws UseCaseError `step-too-large`: the upload is for a training run. For any other error the event has to come
 *   again: UseCaseError `weights-conflict` (others moved `head` during every try), `request-in-progress`,
 *   DeadlineError, StoreError.
 */
export async function stepFromUpload(
  ports: StepFromUploadPorts,
  event: UploadEvent,
  read: ReadObject<'training'> | undefined,
  remaining: RemainingTime,
): Promise<void> {
  const upload = await openUpload(ports, event, { kind: 'training', prefixes: [UPLOAD_PREFIXES.triplets], read });
  if (typeof upload === 'string') return;
  try {
    const lines: AcceptedLine<WholeTriplet>[] = [];
    const onBytes = () => checkDeadline(remaining, `reading ${event.key}`);
    for await (const batch of upload.batches({ onBytes })) {
      onBytes();
      for (const { line, value } of batch.accepted) if (isWholeTriplet(value)) lines.push({ line, value });
      await upload.settle(batch, {});
    }
    if (upload.unreadable !== undefined) return void (await upload.finish({}));
    await finishWithStep(ports, event, upload, lines);
  } catch (cause) {
    await upload.abandon(cause);
  }
}

/** Takes the step. A final error is the failure of the upload. */
async function finishWithStep(
  ports: StepFromUploadPorts,
  event: UploadEvent,
  upload: OpenUpload<'training'>,
  lines: readonly AcceptedLine<WholeTriplet>[],
): Promise<void> {
  let results: Partial<UploadStep> = {};
  let failure: string | undefined;
  try {
    results = await takeStepOnce(ports, event, upload, lines);
  } catch (cause) {
    if (!(cause instanceof UseCaseError && FINAL_CODES.includes(cause.code))) throw cause;
    failure = cause.message;
  }
  await upload.finish(results, failure);
}

async function takeStepOnce(
  ports: StepFromUploadPorts,
  event: UploadEvent,
  upload: OpenUpload<'training'>,
  lines: readonly AcceptedLine<WholeTriplet>[],
): Promise<UploadStep> {
  const { key, etag } = event;
  const identity = { key: `${key}\n${etag}\n${orderOf(event)}`, text: etag, claimSeconds: CLAIM_SECONDS };
  let isTakenNow = false;
  const { answer } = await answerIdempotently<UploadStep>(
    ports,
    { operation: 'stepFromUpload', ...identity },
    {
      run: (requestId, isClaimed) => {
        isTakenNow = true;
        return takeStep(ports, { requestId, isClaimed, object: { key, etag } }, upload, lines);
      },
      findDone: async (requestId) => {
        const found = await findTakenStep(ports, requestId);
        return found && { step: found.outcome, ...found.leftOut };
      },
    },
  );
  if (!isTakenNow) upload.refuseAsBefore(answer.unusable ?? 0);
  return answer;
}

async function takeStep(
  ports: StepFromUploadPorts,
  request: Pick<TrainStepRequest, 'requestId' | 'isClaimed' | 'object'>,
  upload: OpenUpload<'training'>,
  lines: readonly AcceptedLine<WholeTriplet>[],
): Promise<UploadStep> {
  const { triplets, refused, heldOut } = await selectUsableTriplets(ports, await readHead(ports), lines);
  const leftOut = { heldOut, unusable: refused.length };
  // Before the step, which is taken once: a repetition would not know these rows any more.
  await upload.refuse(refused);
  if (triplets.length > 0) {
    const step = await trainStepFromHead(ports, { ...SETTINGS, ...request, triplets, leftOut });
    return { step, ...leftOut };
  }
  if (heldOut > 0) return { step: null, ...leftOut };
  const [first] = refused;
  throw new UseCaseError(
    'invalid-request',
    `no row can be used: line ${first?.line}, ${first?.detail}; upload the products, and then this file again`,
  );
}

async function readHead({ pointers, models }: StepFromUploadPorts) {
  const head = await pointers.read('head');
  const loaded = head && (await models.get(head.version));
  if (loaded) return loaded;
  throw new UseCaseError('model-not-ready', `head is ${head?.version}, but its weights are gone: start a training run`);
}
