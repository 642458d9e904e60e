import { useEffect } from 'preact/hooks';
import type { UsedRequest } from './use-request.ts';

/**
 * Repeats a request while something runs and the page is seen. After an error the reader decides.
 * @param seconds Between an answer and the next request.
 */
export function usePolling(
  { value, error, isLoading, retry }: UsedRequest<unknown>,
  isOn: boolean,
  seconds: number,
): void {
  useEffect(() => {
    if (!isOn || isLoading || error !== undefined) return;
    const timer = setTimeout(() => document.visibilityState === 'visible' && retry(), seconds * 1000);
    const whenSeen = () => document.visibilityState === 'visible' && retry();
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [isOn, isLoading, error, value, retry, seconds]);
}
