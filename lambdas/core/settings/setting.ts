/** What values a setting takes. Ranges are inclusive. */
export type Rule =
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly names: readonly string[] }
  /** A list of names that the shop chooses. */
  | { readonly kind: 'names' }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
      /** The setting is a list of such numbers. */
      readonly isList?: boolean;
      /** One word that may stand instead of a number. */
      readonly word?: string;
    };

/** Where a setting has an effect. */
export interface Scope {
  /**
   * In plain words, as `encoder bag`. Default: everywhere, or where a registry (losses, optimizers) says that it is
   * read.
   */
  readonly appliesTo?: string;
  /**
   * True: where the setting has no effect, every value but the default is refused. False (default): it is ignored
   * there.
   */
  readonly isRefusedElsewhere?: boolean;
}

/**
 * One setting: its values, its default, and one line of documentation. Types, checks, `--help` and docs are derived from it.
 */
export interface Setting<T> extends Scope {
  readonly rule: Rule;
  readonly default: T;
  readonly doc: string;
}

/** A table of settings by name. */
export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table of settings: its type as a configuration. */
export type ValuesOf<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never;
};

type Range = readonly [min: number, max: number];

/** A setting that is true or false. */
export function flag(otherwise: boolean, doc: string, scope: Scope = {}): Setting<boolean> {
  return { rule: { kind: 'flag' }, default: otherwise, doc, ...scope };
}

/** One of several names. */
export function choice<Name extends string>(
  names: readonly Name[],
  otherwise: NoInfer<Name>,
  doc: string,
  scope: Scope = {},
): Setting<Name> {
  return { rule: { kind: 'choice', names }, default: otherwise, doc, ...scope };
}

/** A list of names that the shop chooses; empty by default. */
export function names(doc: string, scope: Scope = {}): Setting<readonly string[]> {
  return { rule: { kind: 'names' }, default: [], doc, ...scope };
}

/** A number in a range. */
export function number([min, max]: Range, otherwise: number, doc: string, scope: Scope = {}): Setting<number> {
  return { rule: { kind: 'number', min, max, isWhole: false }, default: otherwise, doc, ...scope };
}

/** A whole number in a range. */
export function whole([min, max]: Range, otherwise: number, doc: string, scope: Scope = {}): Setting<number> {
  return { rule: { kind: 'number', min, max, isWhole: true }, default: otherwise, doc, ...scope };
}

/** A list of whole numbers, each in a range; empty by default. */
export function wholes([min, max]: Range, doc: string, scope: Scope = {}): Setting<readonly number[]> {
  return { rule: { kind: 'number', min, max, isWhole: true, isList: true }, default: [], doc, ...scope };
}

type OrWord<Word extends string> = readonly [
  word: Word,
  range: Range,
  otherwise: number | NoInfer<Word>,
  doc: string,
  scope?: Scope,
];

/** A number in a range, or one word. */
export function numberOr<Word extends string>(...given: OrWord<Word>): Setting<number | Word> {
  return numberOrWord(false, given);
}

/** A whole number in a range, or one word. */
export function wholeOr<Word extends string>(...given: OrWord<Word>): Setting<number | Word> {
  return numberOrWord(true, given);
}

function numberOrWord<Word extends string>(
  isWhole: boolean,
  [word, [min, max], otherwise, doc, scope = {}]: OrWord<Word>,
): Setting<number | Word> {
  return { rule: { kind: 'number', min, max, isWhole, word }, default: otherwise, doc, ...scope };
}

/** The defaults of a table, in its order. */
export function buildDefaults<Table extends SettingTable>(table: Table): ValuesOf<Table> {
  const defaults = Object.fromEntries(Object.entries(table).map(([name, setting]) => [name, setting.default]));
  // Object.fromEntries forgets which value belongs to which name.
  return defaults as ValuesOf<Table>;
}

/** The values that a rule accepts, in words: `a whole number in [1, 1024]`. */
export function describeRule(rule: Rule): string {
  if (rule.kind === 'flag') return 'true or false';
  if (rule.kind === 'names') return 'a list of names';
  if (rule.kind === 'choice') return `one of ${rule.names.join(', ')}`;
  const { min, max, isWhole, isList, word } = rule;
  const range = `${isWhole ? 'whole number' : 'number'}${isList ? 's' : ''} in [${formatBound(min)}, ${formatBound(max)}]`;
  return `a ${isList ? `list of ${range}` : range}${word === undefined ? '' : ` or ${word}`}`;
}

function formatBound(bound: number): string {
  return bound === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : String(bound);
}
