import type { JsonSchema } from './schemas/json-schema.ts';

/** Keywords that limit or explain values but do not change their Python type. */
const WITHOUT_TYPE: ReadonlySet<string> = new Set(
  ['description', 'default', 'format', 'pattern', 'propertyNames', 'minimum', 'maximum', 'exclusiveMinimum'].concat([
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'required',
  ]),
);
const WITH_TYPE: ReadonlySet<string> = new Set([
  '$ref',
  'type',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'items',
]);
/** What Python does not take as a name. */
const KEYWORDS: ReadonlySet<string> = new Set(
  [
    'and',
    'as',
    'assert',
    'async',
    'await',
    'break',
    'class',
    'continue',
    'def',
    'del',
    'elif',
    'else',
    'except',
  ].concat(
    ['False', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'None', 'nonlocal', 'not'],
    ['or', 'pass', 'raise', 'return', 'True', 'try', 'while', 'with', 'yield'],
  ),
);
const SIMPLE: Readonly<Record<string, string>> = {
  string: 'str',
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  null: 'None',
};

/**
 * The Python types of JSON Schemas: a `TypedDict` for each object, so that a program has the JSON as it is, and `None` is
 * not the same as an absent field. Python has no object types without a name: an object inside another one is named after
 * the way to it.
 *
 * Own code, because no generator of Python clients was found that runs with what its npm package holds. The npm packages of
 * openapi-generator and Kiota download a program at run time. TypeSpec's brings a Python runtime of its own. quicktype reads
 * the document, but unites the alternatives of a union into one class and makes `None` of absent fields, so that a merge patch
 * could not be said. Modelina brings 306 packages and wrote nothing for this document with its default settings.
 */
export class PythonTypes {
  readonly #declared = new Map<string, string>();
  readonly #names = new Map<JsonSchema, string>();
  readonly #schemas: Readonly<Record<string, JsonSchema>>;

  /** @param schemas The named schemas of the document; their names are not given to other objects */
  constructor(schemas: Readonly<Record<string, JsonSchema>> = {}) {
    this.#schemas = schemas;
  }

  /** The classes so far, in the order in which they were met. */
  get classes(): readonly string[] {
    return [...this.#declared.values()];
  }

  /**
   * A type as source text. Its objects become classes.
   * @param name The name of the class if it is an object, and the beginning of the names of objects inside it
   * @throws Error on a keyword that it does not know, so that no part of a schema is left out
   */
  typeText(schema: JsonSchema, name: string): string {
    const unknown = Object.keys(schema).find((key) => !WITHOUT_TYPE.has(key) && !WITH_TYPE.has(key));
    if (unknown !== undefined) throw new Error(`${name}: the keyword ${unknown} of a schema has no Python type yet`);
    if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!;
    if ('const' in schema) return `Literal[${pythonLiteral(schema.const)}]`;
    if (Array.isArray(schema.enum)) return `Literal[${schema.enum.map(pythonLiteral).join(', ')}]`;
    const forms = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
    if (forms) return unite(forms.map((form) => this.typeText(form, this.#alternativeName(name, form, forms))));
    if (Array.isArray(schema.type)) return unite(schema.type.map((type) => this.typeText({ ...schema, type }, name)));
    return this.#singleType(schema, name);
  }

  #singleType(schema: JsonSchema, name: string): string {
    if (schema.type === undefined) return 'Any';
    if (schema.format === 'binary') return 'bytes';
    if (schema.type === 'array') return `list[${this.typeText((schema.items ?? {}) as JsonSchema, name)}]`;
    if (schema.type !== 'object') return SIMPLE[String(schema.type)]!;
    if (schema.properties !== undefined) return this.#className(schema, name);
    const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
    return `dict[str, ${this.typeText(values as JsonSchema, name)}]`;
  }

  #className(schema: JsonSchema, name: string): string {
    const known = this.#names.get(schema);
    if (known !== undefined) return known;
    if (this.#declared.has(name) || (this.#schemas[name] ?? schema) !== schema)
      throw new Error(`two objects of the document would be the class ${name}`);
    this.#names.set(schema, name);
    this.#declared.set(name, ''); // Keeps its place before the objects inside it.
    this.#declared.set(name, this.#classText(schema, name));
    return name;
  }

  /** The name of an object that is one of several alternatives: it ends with the first field that only this one must have. */
  #alternativeName(name: string, form: JsonSchema, forms: readonly JsonSchema[]): string {
    const objects = forms.filter(({ properties }) => properties !== undefined);
    if (form.properties === undefined || (objects.length === 1 && !(name in this.#schemas))) return name;
    const others = objects.filter((one) => one !== form).flatMap((one) => one.required as string[]);
    const own = (form.required as string[]).find((field) => !others.includes(field));
    return own === undefined ? name : `${name}With${pascalCase(own)}`;
  }

  #classText({ properties, required, description }: JsonSchema, name: string): string {
    const isRequired = new Set(required as readonly string[] | undefined);
    const fields = Object.entries(properties as Record<string, JsonSchema>).map(([field, schema]) => {
      const type = this.typeText(schema, name + pascalCase(field));
      return { field, type: isRequired.has(field) ? type : `NotRequired[${type}]`, text: schema.description as string };
    });
    // The other form of a TypedDict takes any name, but has no room for texts except comments.
    if (fields.some(({ field }) => KEYWORDS.has(field) || !/^[A-Za-z_]\w*$/.test(field))) {
      const entries = fields.flatMap(({ field, type, text }) => [
        ...(text === undefined ? [] : [`        # ${text.replaceAll(/\s+/g, ' ')}`]),
        `        ${pythonLiteral(field)}: ${pythonLiteral(type)},`,
      ]);
      return [
        `${name} = TypedDict(`,
        `    "${name}",`,
        '    {',
        ...entries,
        '    },',
        ')',
        ...docLines(description, ''),
      ].join('\n');
    }
    const lines = fields.flatMap(({ field, type, text }) => [`    ${field}: ${type}`, ...docLines(text, '    ')]);
    const documentation = docLines(description, '    ');
    return [
      `class ${name}(TypedDict):`,
      ...(documentation.length === 0 ? [] : [...documentation, '']),
      ...(lines.length === 0 ? ['    pass'] : lines),
    ].join('\n');
  }
}

/** A text as a docstring; no lines without a text. */
export function docLines(text: unknown, indent: string): string[] {
  if (typeof text !== 'string' || text === '') return [];
  const lines = text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/"$/, '\\"').trim().split('\n');
  if (lines.length === 1) return [`${indent}"""${lines[0]}"""`];
  return [`${indent}"""${lines[0]}`, ...lines.slice(1).map((line) => `${indent}${line}`.trimEnd()), `${indent}"""`];
}

/** A text, a whole number, true, false or null as Python writes it. */
export function pythonLiteral(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string' || Number.isInteger(value)) return JSON.stringify(value);
  throw new Error(`${JSON.stringify(value)} is no value of a Python Literal`);
}

/** `findSimilar` and `if-match` as `find_similar` and `if_match`. @throws Error if that is a keyword of Python */
export function snakeCase(name: string): string {
  const text = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
  if (KEYWORDS.has(text)) throw new Error(`${text} is a keyword of Python, and cannot be a name`);
  return text;
}

/** `product-not-found` and `nextCursor` as `ProductNotFound` and `NextCursor`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A union of types, with `None` as `Optional`. */
function unite(types: readonly string[]): string {
  const isOptional = types.some((type) => type === 'None' || type.startsWith('Optional['));
  const plain = types.map((type) => type.replace(/^Optional\[(.*)\]$/s, '$1')).filter((type) => type !== 'None');
  const distinct = [...new Set(plain)];
  const text = distinct.length > 1 ? `Union[${distinct.join(', ')}]` : (distinct[0] ?? 'None');
  return isOptional && text !== 'None' ? `Optional[${text}]` : text;
}
