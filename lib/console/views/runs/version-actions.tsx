import { useState } from 'preact/hooks';
import { useAction } from '../../api/use-request.ts';
import { Button } from '../../parts/button.tsx';
import { type Asked, ChangeDialog } from './change-dialog.tsx';
import { sentencesOf } from './gate.ts';
import type { AnyRun } from './run-words.ts';
import { gateDecisionOf, type Version } from './version-history.ts';

interface PromoteProps {
  readonly version: Version;
  /** The version that is live now. */
  readonly live: string | null;
  readonly onStarted: (run: AnyRun, said: string) => void;
}

/** Makes a version live, after asking. Against the gate it takes one more consent. */
export function PromoteVersion({ version, live, onStarted }: PromoteProps) {
  const [isOpen, setOpen] = useState(false);
  const [isOverride, setOverride] = useState(false);
  const gate = gateDecisionOf(version);
  const hasPassed = gate?.decision === 'passed';
  const name = version.version;
  const action = useAction(
    (api, { why = '', ...asked }: Asked) =>
      api.promoteModel({ version: name, body: { why, ...asked, ...(!hasPassed && { override: true }) } }),
    (run) => {
      setOpen(false);
      onStarted(run, `The publication of ${name} has started. It goes live when every product has its vector.`);
    },
  );
  return (
    <>
      <Button isSmall icon="check" onClick={() => setOpen(true)}>
        Promote<span class="visually-hidden"> {name}</span>
      </Button>
      <ChangeDialog
        title={`Promote ${name}?`}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm="Promote"
        needsReason
        isBlocked={!hasPassed && !isOverride}
        action={action}
        onConfirm={action.run}
      >
        <p>
          A run gives every product a vector of {name}, and then makes it live
          {live === null ? '.' : ` in place of ${live}. You can roll back to ${live}.`} Until then shoppers see no
          change.
        </p>
        {!hasPassed && (
          <>
            <p>
              {gate
                ? `The gate has held this version. ${sentencesOf(gate.why).join(' ')}`
                : 'The gate has never judged this version.'}
            </p>
            <label class="runs-check">
              <input
                type="checkbox"
                checked={isOverride}
                onChange={(event) => setOverride(event.currentTarget.checked)}
              />
              Promote it all the same
            </label>
          </>
        )}
      </ChangeDialog>
    </>
  );
}

interface RollBackProps {
  readonly live: string;
  readonly previous: string;
  readonly onRolledBack: (said: string) => void;
}

/** Goes back to the version that was live before, after asking. */
export function RollBack({ live, previous, onRolledBack }: RollBackProps) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction(
    (api, { why = '', ...asked }: Asked) => api.rollBackModel({ version: live, body: { why, ...asked } }),
    (answer) => {
      setOpen(false);
      onRolledBack(`${answer.live} is live again. A run embeds what was written since.`);
    },
  );
  return (
    <>
      <Button isSmall icon="retry" onClick={() => setOpen(true)}>
        Roll back
      </Button>
      <ChangeDialog
        title={`Roll back to ${previous}?`}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm="Roll back"
        needsReason
        action={action}
        onConfirm={action.run}
      >
        <p>
          {previous} is live at once, in place of {live}. A run then embeds what was written since {previous} was live.
          Until it ends, search does not find products that are new since.
        </p>
      </ChangeDialog>
    </>
  );
}
