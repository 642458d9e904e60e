/** One curl command of a page, and the status of the answer that is shown after it. */
export interface CurlCommand {
  readonly method: string;
  /** As written, without `$API`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Undefined if the page shows no status. */
  readonly status?: number;
}

/** The curl commands in the code blocks of a page, with indented code. */
export function listCurlCommands(page: string): CurlCommand[] {
  return page.split(/^ {4}(?=curl )/m).flatMap((part, index) => (index === 0 ? [] : [readCommand(part)]));
}

/** @param text Begins with the command, and goes on to the next one. */
function readCommand(text: string): CurlCommand {
  const { words, rest } = splitWords(text);
  const headers: Record<string, string> = {};
  let [method, target, body]: [string?, string?, string?] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-X') method = words[++at];
    else if (word === '-d') body = words[++at];
    else if (word === '-o') at++;
    else if (word === '-H') {
      const [, name, value] = /^([^:]+): *(.*)$/.exec(words[++at]!)!;
      headers[name!] = value!;
    } else if (word === '--compressed') headers['accept-encoding'] = 'gzip';
    else if (word.startsWith('$API/')) target = word.slice('$API'.length);
    else throw new Error(`the test cannot read ${word} in: ${text.slice(0, 200)}`);
  }
  if (target === undefined) throw new Error(`there is no $API/ in: ${text.slice(0, 200)}`);
  const [, status] = /^ {4}(\d{3}) [A-Z]/m.exec(rest.split(/^## /m)[0]!) ?? [];
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    target,
    headers,
    ...(body !== undefined && { body }),
    ...(status !== undefined && { status: Number(status) }),
  };
}

/** The words of a shell command up to the end of its line; a backslash continues it, and so does an open quote. */
function splitWords(text: string): { words: string[]; rest: string } {
  const words: string[] = [];
  const token = /\\\n|[ \t]+|\n|((?:'[^']*'|"[^"]*"|[^\s'"\\])+)/y;
  for (let match = token.exec(text); match && match[0] !== '\n'; match = token.exec(text)) {
    if (match[1] !== undefined) words.push(match[1].replaceAll(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b));
  }
  return { words, rest: text.slice(token.lastIndex) };
}
