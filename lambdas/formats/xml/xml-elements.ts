import { Parser } from 'htmlparser2';

/** A record element of an XML file: its value, or why it cannot be read. */
export interface XmlElement {
  /** The line of its opening tag, from 1. */
  readonly line: number;
  readonly value: XmlFields;
  readonly problem?: string;
}

/** Texts by the names of elements and attributes: a list, if an element is repeated. */
interface XmlFields {
  readonly [name: string]: XmlValue;
}
type XmlValue = string | XmlFields | readonly XmlValue[];

/** An open element within a record. */
interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly fields: Record<string, XmlValue>;
  text: string;
  /** The content with its tags: for markup that is not escaped. */
  markup: string;
  hasChildren: boolean;
  /** Where the opening tag ends. */
  readonly end: number;
}

/** So deep may elements nest in a record: their markup is collected for each of them. */
const MAX_DEPTH = 64;

/** Attributes that hold the content of an element without text: `<link href="..."/>`. */
const CONTENT_ATTRIBUTES = ['href', 'value', 'url', 'content'];

/**
 * Finds the record elements of an XML text that comes in pieces. An element that is not closed, or closed by another,
 * costs its record alone. An ampersand that is not escaped is taken for itself.
 */
export class XmlElements {
  readonly #recordName: string;
  readonly #maxCharacters: number;
  readonly #parser: Parser;
  readonly #found: XmlElement[] = [];
  readonly #open: OpenElement[] = [];
  #recordLine = 0;
  #problem: string | undefined;
  #characters = 0;
  /** Open elements below those that are read. */
  #below = 0;
  /** The piece that is being read, where it begins in the text, and how far its lines are counted. */
  #piece = '';
  #pieceStart = 0;
  #counted = 0;
  #line = 1;

  /** @param maxCharacters Of one record. Of a longer one only the beginning is held. */
  constructor(recordName: string, maxCharacters: number) {
    this.#recordName = recordName;
    this.#maxCharacters = maxCharacters;
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => this.#onOpen(name, attributes),
        ontext: (text) => this.#onText(text),
        onclosetag: (name, isImplied) => this.#onClose(name, isImplied),
      },
      { xmlMode: true, decodeEntities: true },
    );
  }

  /** Reads a piece. @returns the records that end in it */
  write(piece: string): XmlElement[] {
    this.#countLines(this.#pieceStart + this.#piece.length);
    this.#pieceStart += this.#piece.length;
    this.#piece = piece;
    this.#parser.write(piece);
    return this.#found.splice(0);
  }

  /** @returns the record that the end of the text breaks off, if there is one */
  end(): XmlElement[] {
    this.#parser.end();
    return this.#found.splice(0);
  }

  /** The characters that the parser holds: it holds a tag until it ends, and so its attributes. */
  get heldCharacters(): number {
    return this.#pieceStart + this.#piece.length - this.#parser.endIndex;
  }

  #onOpen(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === this.#recordName) {
      if (this.#open.length > 0) this.#finish(`<${name}> is not closed`);
      this.#countLines(this.#parser.startIndex);
      this.#recordLine = this.#line;
      this.#characters = 0;
      this.#below = 0;
      this.#problem = undefined;
    } else if (this.#open.length === 0) return;
    if (this.#open.length === MAX_DEPTH) {
      this.#problem = `nests elements more than ${MAX_DEPTH} times in each other: flatten it`;
      this.#below += 1;
      return;
    }
    for (const element of this.#open) element.markup += `<${name}>`;
    const parent = this.#open.at(-1);
    if (parent) parent.hasChildren = true;
    this.#open.push({
      name,
      attributes,
      fields: {},
      text: '',
      markup: '',
      hasChildren: false,
      end: this.#parser.endIndex,
    });
  }

  #onText(text: string): void {
    if (this.#open.length === 0 || this.#below > 0) return;
    this.#characters += text.length;
    if (this.#characters > this.#maxCharacters) {
      this.#problem = `over ${this.#maxCharacters} characters`;
      return;
    }
    this.#open.at(-1)!.text += text;
    for (const element of this.#open) element.markup += text;
  }

  #onClose(name: string, isImplied: boolean): void {
    if (this.#open.length === 0) return;
    if (this.#below > 0) {
      this.#below -= 1;
      return;
    }
    // An element such as `<link/>` is closed by its own tag.
    const isWhole = this.#open.at(-1)!.end === this.#parser.endIndex;
    if (isImplied && !isWhole) this.#problem ??= `<${name}> is not closed`;
    if (this.#open.length === 1) {
      this.#finish(this.#problem);
      return;
    }
    const closed = this.#open.pop()!;
    for (const element of this.#open) element.markup += `</${name}>`;
    addField(this.#open.at(-1)!.fields, fieldName(closed), readValue(closed));
  }

  #finish(problem: string | undefined): void {
    const [record] = this.#open.splice(0);
    const value = { ...record!.attributes, ...record!.fields };
    this.#found.push({ line: this.#recordLine, value, ...(problem !== undefined && { problem }) });
  }

  /** Counts the lines up to a place in the text. */
  #countLines(until: number): void {
    const end = Math.min(until - this.#pieceStart, this.#piece.length);
    let at = Math.max(this.#counted - this.#pieceStart, 0);
    for (at = this.#piece.indexOf('\n', at); at >= 0 && at < end; at = this.#piece.indexOf('\n', at + 1)) this.#line++;
    this.#counted = Math.max(this.#counted, this.#pieceStart + end);
  }
}

/** `<param name="Colour">` is the field `Colour`. */
function fieldName({ name, attributes }: OpenElement): string {
  return /^(?:param|attribute|property|field)$/i.test(name) ? (attributes.name ?? name) : name;
}

function readValue({ name: own, fields, text, markup, hasChildren, attributes }: OpenElement): XmlValue {
  const plain = text.trim();
  if (hasChildren) return plain === '' ? listOf(own, fields) : markup.trim();
  if (plain !== '') return plain;
  const name = CONTENT_ATTRIBUTES.find((one) => attributes[one]);
  return name === undefined ? '' : attributes[name]!;
}

/** The children of an element that only holds a list: `<tags><tag>oak</tag><tag>red</tag></tags>`. Others as they are. */
function listOf(name: string, fields: XmlFields): XmlValue {
  const [[child, value] = [], ...others] = Object.entries(fields);
  if (child === undefined || value === undefined || others.length > 0) return fields;
  if (Array.isArray(value)) return value;
  // `categories` of one `category`.
  return name.toLowerCase().startsWith(child.slice(0, -1).toLowerCase()) ? [value] : fields;
}

function addField(fields: Record<string, XmlValue>, name: string, value: XmlValue): void {
  if (value === '') return;
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (known === undefined) fields[name] = value;
  else fields[name] = Array.isArray(known) ? [...known, value] : [known, value];
}
