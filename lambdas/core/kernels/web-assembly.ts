/** A shared WebAssembly.Memory. When it grows, `buffer` becomes another object over the same bytes. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

interface WasmApi {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

/**
 * The part of WebAssembly that the kernels use. The cast is needed because Node's types declare the namespace without
 * it.
 */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Decodes a base64 text. */
export function decodeBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  // A loop: `Uint8Array.from` makes a text of each character, which takes milliseconds at the first request.
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
