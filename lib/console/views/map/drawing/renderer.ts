import * as twgl from 'twgl.js';
import type { PointPart } from '../data/points.ts';
import type { Mask } from '../data/shown.ts';
import type { Camera, Size } from './camera.ts';
import type { Rgba } from './resolve-colours.ts';
import { fragmentShader, vertexShader } from './shaders.ts';

/** What is drawn. */
export interface Drawing {
  readonly camera: Camera;
  /** Of the canvas, whose top left corner is the origin of the camera. */
  readonly size: Size;
  /** In CSS pixels. */
  readonly pointWidth: number;
}

/** A part of the points: those with this number among each `of` neighbours in the columns. */
export interface Slice {
  readonly number: number;
  readonly of: number;
}

/** What a part has on the graphics card. */
interface Drawn {
  readonly part: PointPart;
  readonly columns: WebGLBuffer;
  readonly flags: WebGLBuffer;
  /** What the flags are. */
  mask: Mask | undefined;
  isPartlyHidden: boolean;
}

/** More pixels than this per CSS pixel cost time and show nothing more. */
const MAX_PIXEL_RATIO = 2;

/** How solid points are: those that are shown, and those that are not but stay as the ground. */
const SHOWN_OPACITY = 0.85;
const HIDDEN_OPACITY = 0.35;

/** Whether the browser has WebGL 2. It is asked before anything is shown, so that nothing has to give way. */
export function canDraw(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  // Browsers take the context from the oldest canvas when there are too many.
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}

/** Draws points with WebGL 2. The columns of a part are used as they were sent. */
export class PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: twgl.ProgramInfo;
  readonly #palette: WebGLTexture;
  readonly #parts = new Map<PointPart, Drawn>();
  #colour = 0;

  private constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#program = twgl.createProgramInfo(gl, [vertexShader, fragmentShader]);
    this.#palette = twgl.createTexture(gl, { width: 1, height: 1, minMag: gl.NEAREST, wrap: gl.CLAMP_TO_EDGE });
    gl.enable(gl.BLEND);
  }

  /** A renderer for this canvas; undefined if the browser has no WebGL 2. */
  static create(canvas: HTMLCanvasElement): PointRenderer | undefined {
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      depth: false,
      powerPreference: 'high-performance',
      // A drawing can take several frames.
      preserveDrawingBuffer: true,
    });
    return gl === null || gl.isContextLost() ? undefined : new PointRenderer(gl);
  }

  /** Shows the points of a part whose mask is 1. What is on the graphics card already is not sent again. */
  show(part: PointPart, mask: Mask): void {
    const gl = this.#gl;
    const drawn = this.#parts.get(part) ?? this.#upload(part);
    if (drawn.mask === mask) return;
    drawn.mask = mask;
    drawn.isPartlyHidden = mask.includes(0);
    gl.bindBuffer(gl.ARRAY_BUFFER, drawn.flags);
    gl.bufferData(gl.ARRAY_BUFFER, mask, gl.DYNAMIC_DRAW);
  }

  /** Colours points by a colour of the map. @param palette The colours of its codes, then that of the ground. */
  setColour(colour: number, palette: Rgba): void {
    const gl = this.#gl;
    this.#colour = colour;
    twgl.setTextureFromArray(gl, this.#palette, palette, { auto: false, width: palette.length / 4, height: 1 });
  }

  /** Begins a drawing, without a point. */
  begin({ camera, size, pointWidth }: Drawing): void {
    const gl = this.#gl;
    const ratio = Math.min(devicePixelRatio, MAX_PIXEL_RATIO);
    this.#fit(size, ratio);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program.program);
    const { scaleX, shiftX, scaleY, shiftY } = camera;
    const { width, height } = size;
    twgl.setUniforms(this.#program, {
      scale: [(2 * scaleX) / width, (-2 * scaleY) / height],
      shift: [(2 * shiftX) / width - 1, 1 - (2 * shiftY) / height],
      pointWidth: pointWidth * ratio,
      palette: this.#palette,
    });
  }

  /** Adds points to the drawing: what is hidden lies under all that is shown, as the ground. */
  add(slice: Slice): void {
    const gl = this.#gl;
    const parts = [...this.#parts.values()];
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.#drawThose(1, SHOWN_OPACITY, parts, slice);
    const partlyHidden = parts.filter(({ isPartlyHidden }) => isPartlyHidden);
    gl.blendFunc(gl.ONE_MINUS_DST_ALPHA, gl.ONE);
    this.#drawThose(0, HIDDEN_OPACITY, partlyHidden, slice);
  }

  /** Frees the memory of the graphics card. */
  dispose(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #upload(part: PointPart): Drawn {
    const gl = this.#gl;
    const columns = twgl.createBufferFromTypedArray(gl, part.bytes, gl.ARRAY_BUFFER, gl.STATIC_DRAW);
    const drawn = { part, columns, flags: gl.createBuffer(), mask: undefined, isPartlyHidden: false };
    this.#parts.set(part, drawn);
    return drawn;
  }

  #fit({ width, height }: Size, ratio: number): void {
    const { canvas } = this.#gl;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    this.#gl.viewport(0, 0, wide, high);
  }

  #drawThose(wanted: 0 | 1, opacity: number, parts: readonly Drawn[], slice: Slice): void {
    twgl.setUniforms(this.#program, { wanted, opacity });
    for (const drawn of parts) {
      const buffers = this.#buffersOf(drawn, slice);
      if (buffers.numElements <= 0) continue;
      twgl.setBuffersAndAttributes(this.#gl, this.#program, buffers);
      twgl.drawBufferInfo(this.#gl, buffers, this.#gl.POINTS);
    }
  }

  #buffersOf({ part: { count }, columns, flags }: Drawn, { number, of }: Slice): twgl.BufferInfo {
    const { UNSIGNED_SHORT, UNSIGNED_BYTE } = this.#gl;
    const coordinate = { buffer: columns, numComponents: 1, type: UNSIGNED_SHORT, normalize: true, stride: 2 * of };
    const byte = { numComponents: 1, type: UNSIGNED_BYTE, normalize: false, stride: of };
    return {
      numElements: Math.ceil((count - number) / of),
      attribs: {
        x: { ...coordinate, offset: 2 * number },
        y: { ...coordinate, offset: 2 * (count + number) },
        code: { ...byte, buffer: columns, offset: (4 + this.#colour) * count + number },
        shown: { ...byte, buffer: flags, offset: number },
      },
    };
  }
}
