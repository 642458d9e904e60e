import { useState } from 'preact/hooks';
import type { KindredClient } from '../../../client/client.ts';
import type { Upload } from '../../../client/generated/schemas.ts';
import { useAction } from '../../api/use-request.ts';
import { countOf } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { ErrorNote, Note } from '../../parts/notes.tsx';
import { kindOfKey, MAPPING_FILE, MAPPING_PREFIX, nameOfKey } from './kinds.ts';
import { buildMapping, chooseField, type FieldChoice, isChanged, type MappingRow, rowsOf } from './mapping.ts';
import { MappingTable } from './mapping-table.tsx';
import { sendFile, sentFiles } from './upload-store.ts';

interface MappingEditorProps {
  readonly upload: Upload;
  readonly uploadKey: string;
}

/** Shows how columns were read, and lets a person say it better: uploads the mapping, then the file again. */
export function MappingEditor({ upload, uploadKey }: MappingEditorProps) {
  // Another job of the key, or other columns, are another start.
  return <Editor key={`${uploadKey} ${upload.order} ${upload.state}`} upload={upload} uploadKey={uploadKey} />;
}

function Editor({ upload, uploadKey }: MappingEditorProps) {
  const [rows, setRows] = useState<readonly MappingRow[]>(() => rowsOf(upload));
  const [chosen, setChosen] = useState<File>();
  const file = sentFiles.value.get(uploadKey)?.file ?? chosen;
  const mend = useAction(sendMended);
  const changed = rows.filter(isChanged).length;
  const json = JSON.stringify(buildMapping(rows), undefined, 2);
  const addColumn = (column: string, field: FieldChoice) => {
    const known = rows.some((row) => row.column === column);
    const more = known ? rows : [...rows, { column, before: undefined, isGiven: false, field: 'kept' as const }];
    setRows(chooseField(more, column, field));
  };
  return (
    <section aria-labelledby="data-mapping" class="data-mapping">
      <h2 id="data-mapping">Columns and fields</h2>
      <p class="meta">
        Is a column not what it should be? Choose its field. Attributes are learned from; payload is stored and filtered
        by only.
      </p>
      <MappingTable
        rows={rows}
        upload={upload}
        onChoose={(column, field) => setRows(chooseField(rows, column, field))}
      />
      <AddColumn onAdd={addColumn} />
      {changed > 0 && (
        <div class="panel data-mend">
          <h3>{countOf(changed, 'change')}</h3>
          <CodeBlock label={MAPPING_FILE} code={json} />
          <p class="meta">
            This mapping replaces the stored one. It holds for every catalog that is uploaded after it.
          </p>
          {file === undefined && <FileChoice name={nameOfKey(uploadKey)} onChoose={setChosen} />}
          {file !== undefined && (
            <Button look="primary" onClick={() => mend.run({ json, uploadKey, file })}>
              {mend.isRunning ? 'Uploading …' : 'Upload the mapping and the file'}
            </Button>
          )}
          {mend.error !== undefined && (
            <ErrorNote error={mend.error} onRetry={() => mend.run({ json, uploadKey, file: file! })} />
          )}
          {mend.value !== undefined && <Note look="good">Both are uploaded. The file is read again.</Note>}
        </div>
      )}
    </section>
  );
}

interface Mending {
  readonly json: string;
  readonly uploadKey: string;
  readonly file: File;
}

/** The mapping must be there when the file is read, so it goes first. */
async function sendMended(api: KindredClient, { json, uploadKey, file }: Mending): Promise<string> {
  await sendFile(api, { prefix: MAPPING_PREFIX, name: MAPPING_FILE, file: new File([json], MAPPING_FILE) });
  const { prefix } = kindOfKey(uploadKey)!;
  return sendFile(api, { prefix, name: nameOfKey(uploadKey), file });
}

function FileChoice({
  name,
  onChoose,
}: {
  readonly name: string;
  readonly onChoose: (file: File | undefined) => void;
}) {
  return (
    <label class="field">
      <span class="field-label">{name}, once more</span>
      <input type="file" class="input" onChange={(event) => onChoose(event.currentTarget.files?.[0])} />
      <span class="field-hint">The page can only send a file that you have chosen since it was opened.</span>
    </label>
  );
}

/** A column that the service did not name. */
function AddColumn({ onAdd }: { readonly onAdd: (column: string, field: FieldChoice) => void }) {
  const [column, setColumn] = useState('');
  const add = (event: Event) => {
    event.preventDefault();
    if (column.trim() === '') return;
    onAdd(column.trim(), 'id');
    setColumn('');
  };
  return (
    <form class="data-add" onSubmit={add}>
      <label class="field">
        <span class="field-label">A column that is not listed</span>
        <input class="input" value={column} onInput={(event) => setColumn(event.currentTarget.value)} />
      </label>
      <Button type="submit" disabled={column.trim() === ''}>
        Add it
      </Button>
    </form>
  );
}
