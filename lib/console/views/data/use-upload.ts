import { useEffect } from 'preact/hooks';
import type { TrainingRun, Upload } from '../../../client/generated/schemas.ts';
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
  const run = useRun(upload?.trainingRun);
  const health = useRequest('health', (api, signal) => api.getHealth({}, { signal }));
  const live = health.value?.live;
  const steps = stepsOf(key, { upload, run: run.value, live });
  const isUnknown = isAnswered && found === undefined && sent === undefined;
  const isJobDone = upload !== undefined && upload.state !== 'running';
  usePolling(job, isAnswered && !isUnknown && !isJobDone);
  usePolling(run, upload?.trainingRun !== undefined && isJobDone && isUnderWay(steps));
  return {
    upload,
    steps,
    isUnknown,
    isLoading: !isAnswered && job.error === undefined,
    error: job.error ?? (upload?.trainingRun === undefined ? undefined : run.error),
    retry: job.error === undefined ? run.retry : job.retry,
  };
}

function useRun(id: string | undefined): UsedRequest<TrainingRun | undefined> {
  const key = id === undefined ? undefined : `run ${id}`;
  return useRequest(key, async (api, signal) =>
    id === undefined ? undefined : api.getTrainingRun({ id }, { signal }),
  );
}

/** Repeats a request some seconds after its answer. After an error the reader decides; a hidden page waits. */
function usePolling({ value, error, isLoading, retry }: UsedRequest<unknown>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn || isLoading || error !== undefined) return;
    const ask = () => document.visibilityState === 'visible' && retry();
    const timer = setTimeout(ask, POLL_SECONDS * 1000);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [isOn, isLoading, error, value, retry]);
}
