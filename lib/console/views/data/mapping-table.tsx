import type { Upload } from '../../../client/generated/schemas.ts';
import { Scroller } from '../../parts/scroller.tsx';
import { type FieldChoice, isChanged, isKept, type MappingRow, OTHER_FIELDS, SINGLE_FIELDS } from './mapping.ts';

const otherWords = { attributes: 'an attribute', payload: 'payload', ignored: 'not read' } as const;

interface MappingTableProps {
  readonly rows: readonly MappingRow[];
  readonly upload: Upload;
  readonly onChoose: (column: string, field: FieldChoice) => void;
}

/** Columns, the field that each becomes, and why. */
export function MappingTable({ rows, upload, onChoose }: MappingTableProps) {
  if (rows.length === 0) return <p>The service names no columns of this file.</p>;
  const columns = new Map((upload.file?.columns ?? []).map((one) => [one.column, one]));
  return (
    <Scroller label="Columns and fields">
      <table class="table data-table">
        <thead>
          <tr>
            <th>Column</th>
            <th>Field</th>
            <th>Read as</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const read = columns.get(row.column);
            return (
              <tr key={row.column} class={isChanged(row) ? 'data-changed' : undefined}>
                <th scope="row">{row.column}</th>
                <td>
                  <FieldSelect row={row} onChoose={onChoose} />
                </td>
                <td class="meta">{read ? `${read.type}: ${read.because || 'its values'}` : 'not known yet'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

function FieldSelect({ row, onChoose }: Pick<MappingTableProps, 'onChoose'> & { readonly row: MappingRow }) {
  return (
    <label>
      <span class="visually-hidden">Field of {row.column}</span>
      <select
        class="input data-field"
        value={row.field}
        onChange={(event) => onChoose(row.column, event.currentTarget.value as FieldChoice)}
      >
        {SINGLE_FIELDS.map((field) => (
          <option key={field} value={field}>
            {field}
          </option>
        ))}
        {isKept(row) && <option value="kept">{row.before ?? 'as it is found'}</option>}
        {OTHER_FIELDS.map((field) => (
          <option key={field} value={field}>
            {otherWords[field]}
          </option>
        ))}
      </select>
    </label>
  );
}
