import { useState } from 'preact/hooks';
import type { MapColour } from '../../api/product-map.ts';
import { formatCount } from '../../common/format.ts';
import { Button } from '../../parts/button.tsx';
import { Segments } from '../../parts/segments.tsx';
import { type LegendEntry, legendEntries } from './data/legend-entries.ts';

/** How many lines are seen at first, and from how many on they can be searched. */
const SHOWN = 12;

interface LegendProps {
  readonly colours: readonly MapColour[];
  /** The number of the colour. */
  readonly colour: number;
  /** The colours of its codes, in CSS. */
  readonly palette: readonly string[];
  /** How many points each of its codes has. */
  readonly counts: Uint32Array;
  /** How many points there will be: counts have room for it, so that no label wraps again while they grow. */
  readonly most: number;
  /** Whether more points are awaited: then lines are there before their points, so that the page does not grow under the reader. */
  readonly isLoading: boolean;
  /** The keys of the chosen entries. */
  readonly chosen: readonly string[];
  readonly onColour: (field: string) => void;
  readonly onToggle: (key: string) => void;
  readonly onClear: () => void;
}

/** What the colours mean, with counts. Each line is a filter. */
export function Legend(props: LegendProps) {
  const { colours, colour, palette, counts, most, isLoading, chosen, onColour, onToggle, onClear } = props;
  const [words, setWords] = useState('');
  const [isAll, setAll] = useState(false);
  const { field } = colours[colour]!;
  const lines = legendEntries(colours[colour]!)
    .map((entry) => ({ entry, count: entry.codes.reduce((sum, code) => sum + counts[code]!, 0) }))
    .filter(({ entry, count }) => count > 0 || chosen.includes(entry.key) || (isLoading && entry.isPresent));
  const found = lines.filter(({ entry }) => entry.label.toLowerCase().includes(words.trim().toLowerCase()));
  const seen = isAll ? found : found.slice(0, SHOWN);
  return (
    <section class="panel map-legend" aria-labelledby="map-legend-title">
      <div class="map-legend-head">
        <h2 id="map-legend-title">Colours</h2>
        {chosen.length > 0 && (
          <Button look="quiet" isSmall onClick={onClear}>
            Show all
          </Button>
        )}
      </div>
      <Segments
        label="Colour by"
        options={colours.map((one) => ({ value: one.field, label: titleCase(one.field) }))}
        value={field}
        onChange={(next) => {
          setWords('');
          setAll(false);
          onColour(next);
        }}
      />
      {lines.length > SHOWN && (
        <input
          type="search"
          class="input"
          aria-label={`Find a ${field}`}
          placeholder={`Find a ${field}`}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <ul aria-label={`Values of ${field}`}>
        {seen.map(({ entry, count }) => (
          <li key={entry.key}>
            <LegendLine
              {...{ entry, count, most, palette, isLoading }}
              isOn={chosen.includes(entry.key)}
              onToggle={onToggle}
            />
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p class="meta">{words === '' ? 'No points are shown.' : `No ${field} has “${words}” in its name.`}</p>
      )}
      {found.length > SHOWN && (
        <Button look="quiet" isSmall onClick={() => setAll(!isAll)}>
          {isAll ? 'Show fewer' : `Show all ${formatCount(found.length)}`}
        </Button>
      )}
    </section>
  );
}

interface LegendLineProps {
  readonly entry: LegendEntry;
  readonly count: number;
  readonly most: number;
  readonly palette: readonly string[];
  readonly isLoading: boolean;
  readonly isOn: boolean;
  readonly onToggle: (key: string) => void;
}

function LegendLine(props: LegendLineProps) {
  const { key, label, codes } = props.entry;
  const { count, most, palette, isLoading, isOn, onToggle } = props;
  // A number that grows would move its own digits.
  const visibility = isLoading ? 'hidden' : 'visible';
  const colour = palette[codes[Math.floor(codes.length / 2)]!]!;
  return (
    <button type="button" class="map-legend-line" aria-pressed={isOn} onClick={() => onToggle(key)}>
      <span class="map-swatch" style={{ background: colour }} />
      <span class="map-legend-label">{label}</span>
      <span class="map-legend-count" style={{ minWidth: `${formatCount(most).length}ch`, visibility }}>
        {formatCount(count)}
      </span>
    </button>
  );
}

function titleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
