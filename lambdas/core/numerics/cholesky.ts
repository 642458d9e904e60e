import { dot } from './matmul.ts';

/** Rows and columns of a block: two blocks fit into the first cache of a processor. */
const BLOCK = 64;

/** A part of a row-major matrix: its first number, and how far apart its rows are. */
interface Part {
  readonly values: Float64Array;
  readonly at: number;
  readonly stride: number;
}

/**
 * Factorizes a symmetric, positive definite matrix A = L Lᵀ in place (Golub and Van Loan, "Matrix Computations", 4.2.6:
 * Cholesky by blocks). It takes n³ / 6 multiplications.
 * @param a (n, n): its lower triangle is read, and becomes L. The rest is undefined afterwards.
 * @throws RangeError if the matrix is not positive definite
 */
export function factorizeCholesky(a: Float64Array, n: number): void {
  for (let k = 0; k < n; k += BLOCK) {
    const size = Math.min(BLOCK, n - k);
    for (let i = k; i < n; i++) solveRow(a, n, k, Math.min(size, i - k + 1), i);
    const first = k + size;
    const panel = copyColumns(a, n, first, k, size);
    const panelPart = (row: number): Part => ({ values: panel, at: (row - first) * size, stride: size });
    for (let i = first; i < n; i += BLOCK)
      for (let j = first; j <= i; j += BLOCK)
        addProducts(partAt(a, n, i, j), panelPart(i), panelPart(j), blockSize(i, n), blockSize(j, n), size, -1);
  }
}

/**
 * Inverts a lower triangular matrix in place, by blocks from the last to the first. It takes n³ / 6 multiplications.
 * @param l (n, n): its lower triangle is read. The numbers above it become 0.
 */
export function invertLowerTriangle(l: Float64Array, n: number): void {
  for (let k = BLOCK * Math.floor((n - 1) / BLOCK); k >= 0; k -= BLOCK) {
    const size = blockSize(k, n);
    invertDiagonalBlock(l, n, k, size);
    const [first, rest] = [k + size, n - k - size];
    const panel = copyColumnsTransposed(l, n, first, k, size);
    const product = new Float64Array(rest * size);
    for (let i = first; i < n; i += BLOCK)
      for (let j = first; j <= i; j += BLOCK)
        addProducts(
          { values: product, at: (i - first) * size, stride: size },
          partAt(l, n, i, j),
          { values: panel, at: j - first, stride: rest },
          blockSize(i, n),
          size,
          blockSize(j, n),
          1,
        );
    for (let row = 0; row < rest; row++) writeLeftOfDiagonal(l, n, k, size, first + row, product.subarray(row * size));
  }
}

function blockSize(at: number, n: number): number {
  return Math.min(BLOCK, n - at);
}

function partAt(values: Float64Array, n: number, row: number, column: number): Part {
  return { values, at: row * n + column, stride: n };
}

/** Row i of L in the columns k to k + size: solves L_kk xᵀ = aᵀ. In the block of the diagonal it ends at the diagonal. */
function solveRow(a: Float64Array, n: number, k: number, size: number, i: number): void {
  for (let c = 0; c < size; c++) {
    const column = k + c;
    const rest = a[i * n + column]! - dot(a, i * n + k, a, column * n + k, c);
    if (i !== column) a[i * n + column] = rest / a[column * n + column]!;
    else if (rest > 0) a[i * n + i] = Math.sqrt(rest);
    else throw new RangeError(`the matrix is not positive definite: pivot ${i} is ${rest}`);
  }
}

/** The columns k to k + size of the rows from `first` on: (n - first, size). */
function copyColumns(a: Float64Array, n: number, first: number, k: number, size: number): Float64Array {
  const copy = new Float64Array((n - first) * size);
  for (let row = first; row < n; row++) copy.set(a.subarray(row * n + k, row * n + k + size), (row - first) * size);
  return copy;
}

/** As copyColumns: (size, n - first). */
function copyColumnsTransposed(a: Float64Array, n: number, first: number, k: number, size: number): Float64Array {
  const rest = n - first;
  const copy = new Float64Array(size * rest);
  for (let row = 0; row < rest; row++)
    for (let c = 0; c < size; c++) copy[c * rest + row] = a[(first + row) * n + k + c]!;
  return copy;
}

/** Inverts a block of the diagonal; the numbers right of it become 0, in all its rows. */
function invertDiagonalBlock(l: Float64Array, n: number, k: number, size: number): void {
  for (let c = size - 1; c >= 0; c--) {
    const diagonal = 1 / l[(k + c) * n + k + c]!;
    const below = Float64Array.from({ length: size - c - 1 }, (_, i) => l[(k + c + 1 + i) * n + k + c]!);
    for (let row = c + 1; row < size; row++)
      l[(k + row) * n + k + c] = -diagonal * dot(l, (k + row) * n + k + c + 1, below, 0, row - c);
    l[(k + c) * n + k + c] = diagonal;
    l.fill(0, (k + c) * n + k + c + 1, (k + c + 1) * n);
  }
}

/** Row `row` of the inverse in the columns k to k + size: the product of the other blocks, times the inverted block. */
function writeLeftOfDiagonal(
  l: Float64Array,
  n: number,
  k: number,
  size: number,
  row: number,
  product: Float64Array,
): void {
  for (let c = 0; c < size; c++) {
    let sum = 0;
    for (let d = c; d < size; d++) sum += product[d]! * l[(k + d) * n + k + c]!;
    l[row * n + k + c] = -sum;
  }
}

/** out += scale a bᵀ, for parts of (rows, depth) and (columns, depth). Four rows and two columns are summed at a time. */
function addProducts(out: Part, a: Part, b: Part, rows: number, columns: number, depth: number, scale: number): void {
  const [wholeRows, wholeColumns] = [rows - (rows % 4), columns - (columns % 2)];
  for (let i = 0; i < wholeRows; i += 4)
    for (let j = 0; j < wholeColumns; j += 2) addTile(out, a, b, i, j, depth, scale);
  for (let i = 0; i < rows; i++)
    for (let j = i < wholeRows ? wholeColumns : 0; j < columns; j++)
      out.values[out.at + i * out.stride + j]! +=
        scale * dot(a.values, a.at + i * a.stride, b.values, b.at + j * b.stride, depth);
}

/** The sums of four rows and two columns stay in registers. */
function addTile(out: Part, a: Part, b: Part, i: number, j: number, depth: number, scale: number): void {
  const { values: x } = a;
  const { values: y } = b;
  const { values: o } = out;
  const x0 = a.at + i * a.stride;
  const x1 = x0 + a.stride;
  const x2 = x1 + a.stride;
  const x3 = x2 + a.stride;
  const y0 = b.at + j * b.stride;
  const y1 = y0 + b.stride;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (let d = 0; d < depth; d++) {
    const left = y[y0 + d]!;
    const right = y[y1 + d]!;
    s00 += x[x0 + d]! * left;
    s01 += x[x0 + d]! * right;
    s10 += x[x1 + d]! * left;
    s11 += x[x1 + d]! * right;
    s20 += x[x2 + d]! * left;
    s21 += x[x2 + d]! * right;
    s30 += x[x3 + d]! * left;
    s31 += x[x3 + d]! * right;
  }
  const at = out.at + i * out.stride + j;
  o[at]! += scale * s00;
  o[at + 1]! += scale * s01;
  o[at + out.stride]! += scale * s10;
  o[at + out.stride + 1]! += scale * s11;
  o[at + 2 * out.stride]! += scale * s20;
  o[at + 2 * out.stride + 1]! += scale * s21;
  o[at + 3 * out.stride]! += scale * s30;
  o[at + 3 * out.stride + 1]! += scale * s31;
}
