/** Reads a matrix of float32 from a file of NumPy. @throws Error if the file is something else */
export function readNpy(bytes: Uint8Array): { rows: Float32Array; D: number } {
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + headerBytes));
  const shape = /'descr': *'<f4'.*'fortran_order': *False.*'shape': *\((\d+), *(\d+)\)/.exec(header);
  if (shape === null) throw new Error(`not a matrix of float32 in row-major order: ${header}`);
  // A copy: a Float32Array cannot begin at any byte. `slice` of a Buffer would be no copy.
  return { rows: new Float32Array(new Uint8Array(bytes.subarray(10 + headerBytes)).buffer), D: Number(shape[2]) };
}
