import * as twgl from 'twgl.js';
import type { PointPart } from '../data/points.ts';
import type { Mask } from '../data/shown.ts';
import type { Camera, Size } from './camera.ts';
import type { Rgba } from './resolve-colours.ts';
import { fragmentShader, vertexShader } from './shaders.ts';

/** How a frame is drawn. */
export interface Frame {
  readonly camera: Camera;
  readonly size: Size;
  /** In CSS pixels. */
  readonly pointWidth: number;
  /** How many points a drawn one stands for. */
  readonly stride: number;
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
  return document.createElement('canvas').getContext('webgl2') !== null;
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
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** A renderer for this canvas; undefined if the browser has no WebGL 2. */
  static create(canvas: HTMLCanvasElement): PointRenderer | undefined {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, powerPreference: 'high-performance' });
    return gl === null ? undefined : new PointRenderer(gl);
  }

  /** Shows the points of a part whose mask is 1. What is on the graphics card already is not sent again. */
  show(part: PointPart, mask: Mask): void {
    const gl = this.#gl;
    const drawn = this.#parts.get(part) ?? this.#add(part);
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

  /** Draws all points: those that are hidden first, as the ground. */
  draw(frame: Frame): void {
    const gl = this.#gl;
    const ratio = Math.min(devicePixelRatio, MAX_PIXEL_RATIO);
    this.#fit(frame.size, ratio);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program.program);
    const { scaleX, shiftX, scaleY, shiftY } = frame.camera;
    const { width, height } = frame.size;
    twgl.setUniforms(this.#program, {
      scale: [(2 * scaleX) / width, (-2 * scaleY) / height],
      shift: [(2 * shiftX) / width - 1, 1 - (2 * shiftY) / height],
      pointWidth: frame.pointWidth * ratio,
      palette: this.#palette,
    });
    const parts = [...this.#parts.values()];
    const partlyHidden = parts.filter(({ isPartlyHidden }) => isPartlyHidden);
    this.#drawThose(0, HIDDEN_OPACITY, partlyHidden, frame.stride);
    this.#drawThose(1, SHOWN_OPACITY, parts, frame.stride);
  }

  /** Frees the memory of the graphics card. */
  dispose(): void {
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #add(part: PointPart): Drawn {
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

  #drawThose(wanted: 0 | 1, opacity: number, parts: readonly Drawn[], stride: number): void {
    twgl.setUniforms(this.#program, { wanted, opacity });
    for (const drawn of parts) {
      const buffers = this.#buffersOf(drawn, stride);
      twgl.setBuffersAndAttributes(this.#gl, this.#program, buffers);
      twgl.drawBufferInfo(this.#gl, buffers, this.#gl.POINTS);
    }
  }

  #buffersOf({ part: { count }, columns, flags }: Drawn, stride: number): twgl.BufferInfo {
    const { UNSIGNED_SHORT, UNSIGNED_BYTE } = this.#gl;
    const coordinate = { buffer: columns, numComponents: 1, type: UNSIGNED_SHORT, normalize: true, stride: 2 * stride };
    const byte = { numComponents: 1, type: UNSIGNED_BYTE, normalize: false, stride };
    return {
      numElements: Math.ceil(count / stride),
      attribs: {
        x: { ...coordinate, offset: 0 },
        y: { ...coordinate, offset: 2 * count },
        code: { ...byte, buffer: columns, offset: (4 + this.#colour) * count },
        shown: { ...byte, buffer: flags, offset: 0 },
      },
    };
  }
}
