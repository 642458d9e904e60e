import { formatScore } from '../../common/format.ts';

interface BarTableProps {
  /** What the rows are: the head of the first column. */
  readonly head: string;
  /** What the bars are, one column each. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    /** Smaller, under the name. */
    readonly about?: string | undefined;
    /** One for each column, 0 to 1; undefined for nothing. */
    readonly values: readonly (number | undefined)[];
    /** Whether its first bar is the model's. @default true */
    readonly isModel?: boolean;
  }[];
}

/** A bar chart that is a table: each cell has its number and its bar. The longest bar fills its cell. */
export function BarTable({ head, columns, rows }: BarTableProps) {
  const most = Math.max(...rows.flatMap(({ values }) => values.map((value) => value ?? 0)), Number.EPSILON);
  return (
    <table class="table quality-bars" data-columns={columns.length}>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, about, values, isModel = true }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              {about !== undefined && <span class="quality-about">{about}</span>}
            </th>
            {values.map((value, i) => (
              <td key={columns[i]}>
                {value === undefined ? (
                  '–'
                ) : (
                  <>
                    {formatScore(value)}
                    <span class="quality-bar" data-look={i === 0 && isModel ? 'model' : 'other'} aria-hidden="true">
                      <span style={{ width: `${(value / most) * 100}%` }} />
                    </span>
                  </>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
