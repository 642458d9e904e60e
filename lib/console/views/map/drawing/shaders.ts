import { CODES } from '../data/points.ts';

/** Places a point, if it is one of those that are wanted in this pass, and looks up its colour. */
export const vertexShader = `#version 300 es
in float x;
in float y;
in float code;
in float shown;
uniform vec2 scale;
uniform vec2 shift;
uniform float pointWidth;
uniform float wanted;
uniform float opacity;
uniform sampler2D palette;
out vec4 colour;
void main() {
  // What is not wanted goes out of sight.
  gl_Position = shown == wanted ? vec4(vec2(x, y) * scale + shift, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = pointWidth;
  // After the colours of the codes comes that of what is not shown.
  vec3 rgb = texelFetch(palette, ivec2(shown > 0.5 ? int(code) : ${CODES}, 0), 0).rgb;
  colour = vec4(rgb * opacity, opacity);
}
`;

/** Makes the square of a point round, with a soft edge; points of two pixels are too small for that. */
export const fragmentShader = `#version 300 es
precision mediump float;
in vec4 colour;
uniform highp float pointWidth;
out vec4 pixel;
void main() {
  float edge = pointWidth * (0.5 - length(gl_PointCoord - 0.5));
  pixel = colour * (pointWidth < 2.5 ? 1.0 : clamp(edge, 0.0, 1.0));
}
`;
