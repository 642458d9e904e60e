import { useCallback, useEffect, useState } from 'preact/hooks';
import type { KindredClient } from '../../client/client.ts';
import { client, isSignedIn, noteRefusal } from './session.ts';

/** The state of a request. While it is repeated, or another key is asked for, the last value stays at hand. */
interface RequestState<Value> {
  /** The newest answer; undefined before the first one. */
  readonly value: Value | undefined;
  /** Why the newest attempt failed; undefined while it runs, and if it succeeded. */
  readonly error: unknown;
  /** Whether an answer is awaited. */
  readonly isLoading: boolean;
}

/** A request that can be repeated. */
export interface UsedRequest<Value> extends RequestState<Value> {
  /** Sends it again. */
  readonly retry: () => void;
}

/**
 * Reads something from the API, now and whenever the key changes or other credentials are entered. An answer that comes
 * after the key has changed is ignored, and its request is ended.
 * @param key What is asked for, as text; undefined for nothing yet.
 * @param read Sends the request. It must depend on the key only.
 */
export function useRequest<Value>(
  key: string | undefined,
  read: (api: KindredClient, signal: AbortSignal) => Promise<Value>,
): UsedRequest<Value> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<RequestState<Value>>({ value: undefined, error: undefined, isLoading: true });
  const api = client.value;
  const mayAsk = isSignedIn.value;
  useEffect(() => {
    if (key === undefined || !mayAsk) return;
    const stop = new AbortController();
    setState(({ value }) => ({ value, error: undefined, isLoading: true }));
    read(api, stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) setState({ value, error: undefined, isLoading: false });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        // A late refusal says nothing of credentials that were entered since.
        if (api === client.value) noteRefusal(error);
        setState(({ value }) => ({ value, error, isLoading: false }));
      },
    );
    return () => stop.abort();
  }, [key, api, mayAsk, attempt]);
  return { ...state, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}

/** Something that a person does, such as starting a run. */
export interface UsedAction<Input, Value> extends Omit<RequestState<Value>, 'isLoading'> {
  readonly isRunning: boolean;
  /** Does it. A second call while the first one runs has no effect. */
  readonly run: (input: Input) => void;
  /** Forgets the result and the error. */
  readonly reset: () => void;
}

/** A change by way of the API, done when `run` is called. @param onDone Called with the answer. */
export function useAction<Input, Value>(
  act: (api: KindredClient, input: Input) => Promise<Value>,
  onDone?: (value: Value) => void,
): UsedAction<Input, Value> {
  const idle = { value: undefined, error: undefined, isRunning: false };
  const [state, setState] = useState<Omit<UsedAction<Input, Value>, 'run' | 'reset'>>(idle);
  const run = (input: Input): void => {
    if (state.isRunning) return;
    setState({ ...idle, isRunning: true });
    act(client.value, input).then(
      (value) => {
        setState({ ...idle, value });
        onDone?.(value);
      },
      (error: unknown) => {
        noteRefusal(error);
        setState({ ...idle, error });
      },
    );
  };
  return { ...state, run, reset: () => setState(idle) };
}
