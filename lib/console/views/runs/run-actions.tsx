import { useState } from 'preact/hooks';
import { useAction } from '../../api/use-request.ts';
import { Button } from '../../parts/button.tsx';
import { type Asked, ChangeDialog } from './change-dialog.tsx';
import { type AnyRun, isRunning } from './run-words.ts';

interface RunActionsProps {
  readonly run: AnyRun;
  /** Called with what was done, in a sentence. */
  readonly onDone: (said: string) => void;
}

/** What can be done about a run: cancel it while it works, resume it after it has failed or was canceled. */
export function RunActions({ run, onDone }: RunActionsProps) {
  if (isRunning(run)) return <CancelRun run={run} onDone={onDone} />;
  if (run.state === 'succeeded') return null;
  return <ResumeRun run={run} onDone={onDone} />;
}

function CancelRun({ run, onDone }: RunActionsProps) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction(
    (api, asked: Asked) => api.cancelTrainingRun({ id: run.id, body: asked }),
    () => {
      setOpen(false);
      onDone(`${run.id} will end: within about a second of training, or before its next step.`);
    },
  );
  const isEnding = run.cancelRequested?.attempt === (run.attempt ?? 1);
  return (
    <>
      <Button icon="close" disabled={isEnding} onClick={() => setOpen(true)}>
        Cancel the run
      </Button>
      <ChangeDialog
        title="Cancel this run?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm="Cancel the run"
        needsReason={false}
        action={action}
        onConfirm={action.run}
      >
        <p>
          {run.id} ends within about a second of training, or else before its next step. The live version stays. The run
          can be resumed later from its last checkpoint. Shortly before a version goes live, this has no effect.
        </p>
      </ChangeDialog>
    </>
  );
}

function ResumeRun({ run, onDone }: RunActionsProps) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction(
    (api, asked: Asked) => api.startTrainingRun({ body: { resume: run.id, ...asked } }),
    () => {
      setOpen(false);
      onDone(`${run.id} continues from its last checkpoint.`);
    },
  );
  return (
    <>
      <Button icon="retry" onClick={() => setOpen(true)}>
        Resume the run
      </Button>
      <ChangeDialog
        title="Resume this run?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm="Resume the run"
        needsReason={false}
        action={action}
        onConfirm={action.run}
      >
        <p>
          {run.id} continues from its last checkpoint, with the data and the settings that it had. Steps that are done
          are not done again. If its data or settings were at fault, start a new run instead.
        </p>
      </ChangeDialog>
    </>
  );
}
