import { useId, useState } from 'preact/hooks';
import { useAction } from '../../api/use-request.ts';
import { Button } from '../../parts/button.tsx';
import { Segments } from '../../parts/segments.tsx';
import { type Asked, ChangeDialog, TextField } from './change-dialog.tsx';
import { type AnyRun, formatDollars, formatDuration, secondsOf } from './run-words.ts';
import { parseSettings } from './settings-text.ts';

const DATA = [
  { value: 'all', label: 'All data', about: 'The run trains a new model on all training data.' },
  { value: 'new', label: 'New data', about: 'The run continues from the newest model, with what it has not seen.' },
  {
    value: 'catalog',
    label: 'Catalog alone',
    about: 'The run makes a text model of the products, without training data.',
  },
] as const;

type Data = (typeof DATA)[number]['value'];

/** The last words of a sentence that says what a run costs: what the last one has cost. */
function lastCost(last: AnyRun | undefined): string {
  if (last?.cost === undefined) return '';
  return ` The last run took ${formatDuration(secondsOf(last, Date.parse(last.updatedAt)))} and ${formatDollars(last.cost.dollars)}.`;
}

interface StartRunProps {
  /** A run that has ended, to say what one costs. */
  readonly last: AnyRun | undefined;
  readonly onStarted: (run: AnyRun) => void;
}

/** The button that starts a training run, with its dialog. */
export function StartRun({ last, onStarted }: StartRunProps) {
  const [isOpen, setOpen] = useState(false);
  const [data, setData] = useState<Data>('all');
  const [name, setName] = useState('');
  const [settings, setSettings] = useState('');
  const { config, fault } = parseSettings(settings);
  const action = useAction(
    (api, asked: Asked) =>
      api.startTrainingRun({ body: { data, config, ...asked, ...(name.trim() !== '' && { name: name.trim() }) } }),
    (run) => {
      setOpen(false);
      onStarted(run);
    },
  );
  const chosen = DATA.find(({ value }) => value === data)!;
  return (
    <>
      <Button look="primary" icon="plus" onClick={() => setOpen(true)}>
        Start a run
      </Button>
      <ChangeDialog
        title="Start a training run"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm="Start the run"
        needsReason={false}
        isBlocked={fault !== undefined}
        action={action}
        onConfirm={action.run}
      >
        <Segments label="Data" value={data} onChange={setData} options={DATA} />
        <p>
          {chosen.about} The new version only goes live if the gate lets it pass.{lastCost(last)}
        </p>
        <TextField
          label="Name (if you like)"
          hint="1 to 50 letters, digits, - and _. A run of that name is started only once."
          value={name}
          max={50}
          onChange={setName}
        />
        <SettingsField text={settings} fault={fault} onChange={setSettings} />
      </ChangeDialog>
    </>
  );
}

interface SettingsFieldProps {
  readonly text: string;
  readonly fault: string | undefined;
  readonly onChange: (text: string) => void;
}

function SettingsField({ text, fault, onChange }: SettingsFieldProps) {
  const faultId = useId();
  return (
    <details class="runs-more">
      <summary>Settings of the training</summary>
      <label class="field">
        <span class="field-label">As JSON</span>
        <textarea
          class="input"
          value={text}
          placeholder={'{"epochs": 20}'}
          spellcheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby={faultId}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        <span id={faultId} class="field-fault">
          {fault}
        </span>
      </label>
    </details>
  );
}
