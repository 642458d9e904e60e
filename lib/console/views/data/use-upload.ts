import { isProblem } from '../../../client/errors.ts';
import type { TrainingRun, Upload } from '../../../client/generated/schemas.ts';
import { liveMoves, useEndOfRun } from '../../api/live-moves.ts';
import { usePolling } from '../../api/use-polling.ts';
import { type UsedRequest, useRequest } from '../../api/use-request.ts';
import { isUnderWay, type Step, stepsOf } from './steps.ts';
import { findUpload, sentFiles } from './upload-store.ts';

const POLL_SECONDS = 2;

/** An upload on its way, read again and again while something changes and the page is seen. */
export interface WatchedUpload {
  /** The job; undefined before the service has begun. */
  readonly upload: Upload | undefined;
  readonly steps: readonly Step[];
  /** Whether the API has no job of the key, and this page has sent none. */
  readonly isUnknown: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Watches the job of a key, and the run that it starts. */
export function useUpload(key: string): WatchedUpload {
  const sent = sentFiles.value.get(key);
  const job = useRequest(`upload ${key} ${sent?.orderBefore}`, async (api, signal) => ({
    key,
    upload: await findUpload(api, key, signal),
  }));
  const isAnswered = job.value?.key === key;
  const found = isAnswered ? job.value?.upload : undefined;
  // The job of the file that was replaced says nothing of this one.
  const upload = found && sent && found.order === sent.orderBefore ? undefined : found;
  const run = useRun(upload);
  const health = useRequest(`health ${liveMoves.value}`, (api, signal) => api.getHealth({}, { signal }));
  const live = health.value?.live;
  useEndOfRun(run.value);
  const steps = stepsOf(key, { upload, run: run.value, live });
  const isUnknown = isAnswered && found === undefined && sent === undefined;
  const isJobDone = upload !== undefined && upload.state !== 'running';
  usePolling(job, isAnswered && !isUnknown && !isJobDone, POLL_SECONDS);
  usePolling(run, upload?.trainingRun !== undefined && isJobDone && isUnderWay(steps), POLL_SECONDS);
  return {
    upload,
    steps,
    isUnknown,
    isLoading: !isAnswered && job.error === undefined,
    error: job.error ?? (upload?.trainingRun === undefined ? undefined : run.error),
    retry: job.error === undefined ? run.retry : job.retry,
  };
}

/** An upload names its run before the run is started: it waits for other uploads that have just arrived. */
const RUN_START_SECONDS = 60;

function useRun(upload: Upload | undefined): UsedRequest<TrainingRun | undefined> {
  const id = upload?.trainingRun;
  const key = id === undefined ? undefined : `run ${id}`;
  return useRequest(key, async (api, signal) => {
    if (id === undefined) return undefined;
    try {
      return await api.getTrainingRun({ id }, { signal });
    } catch (error) {
      const ageSeconds = (Date.now() - Date.parse(upload!.updatedAt)) / 1000;
      if (isProblem(error, 'training-run-not-found') && ageSeconds < RUN_START_SECONDS) return undefined;
      throw error;
    }
  });
}
