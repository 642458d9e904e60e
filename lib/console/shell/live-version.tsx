import { liveMoves } from '../api/live-moves.ts';
import { useRequest } from '../api/use-request.ts';

/** Which model version is served; or that there is none, or that the service does not answer. */
export function LiveVersion() {
  const { value, error } = useRequest(`health ${liveMoves.value}`, (api, signal) => api.getHealth({}, { signal }));
  if (error !== undefined) return <Live state="danger">no answer</Live>;
  if (value === undefined) return <span class="shell-live" />;
  if (value.live === null) return <Live state="none">no live version</Live>;
  return (
    <Live state="good">
      live <code>{value.live}</code>
    </Live>
  );
}

function Live({ state, children }: { readonly state: string; readonly children: preact.ComponentChildren }) {
  return (
    <span class="shell-live">
      <span class="shell-dot" data-state={state} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
