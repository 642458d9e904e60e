/** What the map shows. The address holds it. */
export interface MapState {
  /** A model version; undefined for the live one. */
  readonly version: string | undefined;
  /** The field that gives the colours; undefined for the first one. */
  readonly colour: string | undefined;
  /** By field, the keys of the chosen legend entries. */
  readonly chosen: ReadonlyMap<string, readonly string[]>;
}

/** Before the name of a field in the address: `in.brand==Ridge`. */
const FIELD = 'in.';

/** Reads what an address shows of the map. */
export function parseMapState(query: URLSearchParams): MapState {
  const fields = [...new Set([...query.keys()].filter((key) => key.startsWith(FIELD)))];
  return {
    version: query.get('version') || undefined,
    colour: query.get('colour') || undefined,
    chosen: new Map(fields.map((key) => [key.slice(FIELD.length), query.getAll(key)])),
  };
}

/** The address of what the map shows. */
export function formatMapState({ version, colour, chosen }: MapState): URLSearchParams {
  return new URLSearchParams([
    ...(version === undefined ? [] : [['version', version]]),
    ...(colour === undefined ? [] : [['colour', colour]]),
    ...[...chosen].flatMap(([field, keys]) => keys.map((key) => [FIELD + field, key])),
  ]);
}

/** Chooses an entry of the legend, or drops it. */
export function toggleEntry(state: MapState, field: string, key: string): MapState {
  const before = state.chosen.get(field) ?? [];
  const keys = before.includes(key) ? before.filter((one) => one !== key) : [...before, key];
  return chooseEntries(state, field, keys);
}

/** Chooses exactly these entries of a field; none for no filter. */
export function chooseEntries(state: MapState, field: string, keys: readonly string[]): MapState {
  const chosen = new Map(state.chosen);
  chosen.delete(field);
  if (keys.length > 0) chosen.set(field, keys);
  return { ...state, chosen };
}
