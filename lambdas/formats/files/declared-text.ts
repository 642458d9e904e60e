import { findDeclaredEncoding, Transcoder } from '../text/declared-encoding.ts';
import { FormatError } from './format-error.ts';
import type { UnpackedFile } from './unpack-file.ts';

/**
 * A file of XML that declares another encoding than its bytes show, as UTF-8.
 * @throws FormatError `unsupported-encoding` for an encoding that is not known
 */
export function decodeDeclared(file: UnpackedFile): UnpackedFile {
  const encoding = findDeclaredEncoding(file.head.bytes);
  if (encoding === undefined) return file;
  const { head, open, notes } = file;
  const bytes = startDecoding(file.name, encoding).write(head.bytes, head.isWhole);
  return {
    ...file,
    head: { ...head, bytes, chunks: [bytes] },
    open: () => decode(open(), new Transcoder(encoding)),
    notes: [...notes, `the file declares ${encoding}, and is read as that`],
  };
}

function startDecoding(name: string, encoding: string): Transcoder {
  try {
    return new Transcoder(encoding);
  } catch {
    const problem = `${name} declares the encoding ${encoding}, which is not known`;
    throw new FormatError('unsupported-encoding', `${problem}: save it as UTF-8`);
  }
}

async function* decode(chunks: AsyncIterable<Uint8Array>, to: Transcoder): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) yield to.write(chunk);
  yield to.write(new Uint8Array(0), true);
}
