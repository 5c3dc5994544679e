import { CARD_SIZE_GLSL } from './cardSize.ts';

/** Device pixels around the canvas within which a card's centre may lie: at least half of the largest card. */
export const VIEWPORT_MARGIN_PX = 256;

/**
 * Cards: square images that face the camera, rounded into dots as they shrink. All in screen pixels, opaque, written to
 * the depth buffer at their centre's depth, so order never matters. Colours are sRGB values, as in the images.
 *
 * Three variants: SQUARE draws the cards that are large enough to be square, without `discard`, so that a GPU can test
 * depth before it reads the image, and without the arithmetic of rounding; ROUND draws the rounded ones and dots; FOCUS
 * the hovered and selected cards again, on top, with a ring.
 */
export const CARD_VERTEX = /* glsl */ `
in vec3 position;
in vec3 previousPosition;
in float label;
#ifdef FOCUS
in float pointIndex;
in float ringPx;
#endif
uniform mat4 viewMatrix, projectionMatrix;
uniform vec2 viewportPx;
uniform float pixelRatio, transition;
uniform float fogNear, fogFar, fogMost;
uniform sampler2D palette;
uniform ivec3 atlasGrid; // columns, rows, layers
uniform float atlasSide, atlasLevels;
${CARD_SIZE_GLSL}
flat out float reachPx, halfPx, roundedPx, fog, tileLevel;
flat out vec3 labelColour;
flat out vec3 tileOrigin; // x, y in texels, layer
#ifdef FOCUS
flat out float ring;
#endif

void main() {
  int labelNumber = int(label);
  vec4 colour = texelFetch(palette, ivec2(labelNumber & 255, labelNumber >> 8), 0);
  vec4 view = viewMatrix * vec4(mix(previousPosition, position, transition), 1.0);
  float depth = -view.z;
  float sidePx = cardSidePx(depth);
  float rounding = cardRounding(sidePx);
  bool elsewhere = false;
#if defined(SQUARE)
  elsewhere = rounding > 0.0;
#elif defined(ROUND)
  elsewhere = rounding <= 0.0;
#endif
  if (sidePx <= 0.0 || colour.a < 0.5 || elsewhere) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  labelColour = colour.rgb;
  halfPx = 0.5 * sidePx * pixelRatio;
  roundedPx = halfPx * rounding;
  reachPx = halfPx;
#ifdef FOCUS
  ring = ringPx * pixelRatio;
  reachPx += ring + pixelRatio;
  int index = int(pointIndex);
#else
  int index = gl_VertexID;
#endif
  fog = fogMost * smoothstep(fogNear, fogFar, depth);

  int perLayer = atlasGrid.x * atlasGrid.y;
  int cell = index % perLayer;
  tileOrigin = vec3(float(cell % atlasGrid.x) * atlasSide, float(cell / atlasGrid.x) * atlasSide, float(index / perLayer));
  if (index >= perLayer * atlasGrid.z) tileOrigin.z = -1.0;
  // Whole levels, rounded down: at most two texels to a pixel, which one bilinear lookup averages.
  tileLevel = clamp(floor(log2(atlasSide / (2.0 * halfPx))), 0.0, atlasLevels - 1.0);

  gl_PointSize = 2.0 * reachPx;
  gl_Position = projectionMatrix * view;
  gl_Position.xy *= viewportPx / (viewportPx + ${(2 * VIEWPORT_MARGIN_PX).toFixed(1)});
}
`;

export const CARD_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2DArray;
flat in float reachPx, halfPx, roundedPx, fog, tileLevel;
flat in vec3 labelColour, tileOrigin;
uniform sampler2DArray atlas;
uniform ivec3 atlasGrid;
uniform float atlasSide, pixelRatio, dotsOnly;
uniform vec3 fogColour, emptyColour;
#ifdef FOCUS
flat in float ring;
uniform vec3 ringColour, haloColour;
#endif
out vec4 outColour;

vec2 offsetPx; // from the card's centre, y upwards

// The image in the card, over what shows before it has arrived and through its transparent margins.
vec3 tileColour() {
  vec3 empty = mix(emptyColour, labelColour, 0.25);
  if (tileOrigin.z < 0.0) return empty;
  vec2 inTile = vec2(offsetPx.x, -offsetPx.y) * (0.5 / halfPx) + 0.5;
  float inset = 0.5 * exp2(tileLevel); // half a texel of that level: no neighbour bleeds in
  vec2 at = tileOrigin.xy + clamp(inTile * atlasSide, inset, atlasSide - inset);
  vec4 texel = textureLod(atlas, vec3(at / (vec2(atlasGrid.xy) * atlasSide), tileOrigin.z), tileLevel);
  return mix(empty, texel.rgb, texel.a);
}

// Share of the border's colour at this many pixels from the card's edge (negative inside).
float borderShare(float edge) {
  float border = clamp(halfPx * 0.07, pixelRatio, 2.0 * pixelRatio);
  return clamp(edge + border + 0.5, 0.0, 1.0);
}

#if defined(SQUARE)
void main() {
  offsetPx = (2.0 * gl_PointCoord - 1.0) * vec2(reachPx, -reachPx);
  float edge = max(abs(offsetPx.x), abs(offsetPx.y)) - halfPx;
  vec3 colour = dotsOnly < 0.5 ? mix(tileColour(), labelColour, borderShare(edge)) : labelColour;
  outColour = vec4(mix(colour, fogColour, fog), 1.0);
}
#else
void main() {
  offsetPx = (2.0 * gl_PointCoord - 1.0) * vec2(reachPx, -reachPx);
  vec2 q = abs(offsetPx) - (halfPx - roundedPx);
  float edge = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - roundedPx; // signed pixels to the card's edge
#ifdef FOCUS
  if (edge > 0.0) {
    if (edge > ring + pixelRatio) discard;
    outColour = vec4(edge > ring || edge < pixelRatio ? haloColour : ringColour, 1.0);
    return;
  }
#else
  if (edge > 0.0) discard;
#endif
  float square = 1.0 - roundedPx / halfPx;
  vec3 colour = labelColour;
  if (dotsOnly < 0.5 && square > 0.0) {
    colour = mix(labelColour, mix(tileColour(), labelColour, borderShare(edge)), square);
  }
  // A dot's rim fades into the room: smooth against the background, a thin outline against its neighbours.
  float rim = (1.0 - square) * smoothstep(-1.1 * pixelRatio, 0.0, edge) * min(1.0, halfPx / (2.5 * pixelRatio));
  outColour = vec4(mix(colour, fogColour, max(fog, 0.85 * rim)), 1.0);
}
#endif
`;
