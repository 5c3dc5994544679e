import { CARD_SIZE_GLSL } from './cardSize.ts';
import { MARKED, NOT_DRAWN, SELECTED } from './rowFlags.ts';
import { FLAGS_SHIFT } from './RowStates.ts';
import { NO_CELL } from './TileCells.ts';

/**
 * Cards: square images that face the camera, rounded into dots as they shrink. All in screen pixels, opaque, written to
 * the depth buffer at their centre's depth, so order never matters. Colours are sRGB values, as in the images.
 *
 * Four variants, of which each draws its own cards and leaves out the others': DOTS the round ones without an image, in as
 * little arithmetic as it takes, since there may be a million; ROUND those on the way from dot to image; SQUARE the
 * images, without `discard`, so that a GPU can test depth before it reads the image; FOCUS the hovered and the primary
 * card again, on top, with a ring.
 */
export type CardVariant = 'DOTS' | 'ROUND' | 'SQUARE' | 'FOCUS';

export const CARD_VERTEX = /* glsl */ `
in vec3 position;
in vec3 previousPosition;
in highp uint state; // colour slot and flags
#ifndef DOTS
in highp uint cell; // of the atlas, from 1
#endif
#ifdef FOCUS
in float ringPx;
#endif
uniform mat4 viewMatrix, projectionMatrix;
uniform vec2 viewportPx;
uniform float pixelRatio, marginPx, transition, dimRest;
uniform float fogNear, fogFar, fogMost;
uniform sampler2D palette;
${CARD_SIZE_GLSL}
flat out vec4 look; // the slot's colour, fog
flat out vec2 extentPx; // half the card's side; the ring around it, negative for a marked card's
#ifndef DOTS
uniform ivec3 atlasGrid; // columns, rows, layers
uniform float atlasSide, atlasLevels;
flat out vec4 tile; // x, y in texels, layer (negative for none), level
flat out float roundedPx;
#endif

void main() {
  vec4 view = viewMatrix * vec4(mix(previousPosition, position, transition), 1.0);
  float depth = -view.z;
  float sidePx = cardSidePx(depth);
  float rounding = cardRounding(sidePx);
  uint flags = state >> ${FLAGS_SHIFT};
  bool elsewhere = sidePx <= 0.0 || (flags & ${NOT_DRAWN}u) != 0u;
#if defined(DOTS)
  elsewhere = elsewhere || rounding < 1.0;
#elif defined(ROUND)
  elsewhere = elsewhere || rounding <= 0.0 || rounding >= 1.0;
#elif defined(SQUARE)
  elsewhere = elsewhere || rounding > 0.0;
#endif
  if (elsewhere) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  int slot = int(state & 65535u);
  look.rgb = texelFetch(palette, ivec2(slot & 255, slot >> 8), 0).rgb;
  look.a = fogMost * smoothstep(fogNear, fogFar, depth);
  float halfPx = 0.5 * sidePx * pixelRatio;
#ifdef FOCUS
  float ring = ringPx * pixelRatio;
  float reachPx = halfPx + ring + pixelRatio;
#else
  bool selected = (flags & ${SELECTED}u) != 0u;
  bool marked = (flags & ${MARKED}u) != 0u;
  float ring = 0.0;
  if (selected || marked) ring = stateRingPx(sidePx, selected) * pixelRatio;
  else look.a = 1.0 - (1.0 - look.a) * (1.0 - dimRest);
  float reachPx = halfPx + ring;
  if (!selected) ring = -ring;
#endif
  extentPx = vec2(halfPx, ring);
#ifndef DOTS
  roundedPx = halfPx * rounding;
  int perLayer = atlasGrid.x * atlasGrid.y;
  int index = int(cell) - 1;
  int at = index % perLayer;
  // Whole levels, rounded down: at most two texels to a pixel, which one bilinear lookup averages.
  float level = clamp(floor(log2(atlasSide / (2.0 * halfPx))), 0.0, atlasLevels - 1.0);
  tile = vec4(float(at % atlasGrid.x) * atlasSide, float(at / atlasGrid.x) * atlasSide, float(index / perLayer), level);
  if (cell == ${NO_CELL}u) tile.z = -1.0;
#endif
  gl_PointSize = 2.0 * reachPx;
  gl_Position = projectionMatrix * view;
  gl_Position.xy *= viewportPx / (viewportPx + 2.0 * marginPx);
}
`;

export const CARD_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2DArray;
flat in vec4 look;
flat in vec2 extentPx;
uniform float pixelRatio;
uniform vec3 fogColour, selectedColour, markColour;
out vec4 outColour;

#if defined(DOTS)
void main() {
  float halfPx = extentPx.x;
  float edge = length(2.0 * gl_PointCoord - 1.0) * (halfPx + abs(extentPx.y)) - halfPx; // signed pixels to the rim
  if (edge > 0.0) {
    if (edge > abs(extentPx.y)) discard;
    outColour = vec4(extentPx.y > 0.0 ? selectedColour : markColour, 1.0);
    return;
  }
  // The rim fades into the room: smooth against the background, a thin outline against its neighbours.
  float rim = smoothstep(-1.1 * pixelRatio, 0.0, edge) * min(0.85, halfPx * 0.34 / pixelRatio);
  outColour = vec4(mix(look.rgb, fogColour, max(look.a, rim)), 1.0);
}
#else
flat in vec4 tile;
flat in float roundedPx;
uniform sampler2DArray atlas;
uniform ivec3 atlasGrid;
uniform float atlasSide;
uniform vec3 emptyColour, haloColour, ringColour;

vec2 offsetPx; // from the card's centre, y upwards

// The image in the card, over what shows through its transparent margins; without one, the slot's colour.
vec3 tileColour() {
  if (tile.z < 0.0) return mix(emptyColour, look.rgb, 0.6);
  vec2 inTile = vec2(offsetPx.x, -offsetPx.y) * (0.5 / extentPx.x) + 0.5;
  float inset = 0.5 * exp2(tile.w); // half a texel of that level: no neighbour bleeds in
  vec2 at = tile.xy + clamp(inTile * atlasSide, inset, atlasSide - inset);
  vec4 texel = textureLod(atlas, vec3(at / (vec2(atlasGrid.xy) * atlasSide), tile.z), tile.w);
  return mix(mix(emptyColour, look.rgb, 0.25), texel.rgb, texel.a);
}

// Share of the border's colour at this many pixels from the card's edge (negative inside).
float borderShare(float edge) {
  float border = clamp(extentPx.x * 0.07, pixelRatio, 2.0 * pixelRatio);
  return clamp(edge + border + 0.5, 0.0, 1.0);
}

#if defined(SQUARE)
void main() {
  offsetPx = (2.0 * gl_PointCoord - 1.0) * (extentPx.x + abs(extentPx.y)) * vec2(1.0, -1.0);
  float edge = max(abs(offsetPx.x), abs(offsetPx.y)) - extentPx.x;
  if (edge > 0.0) {
    // The last pixel in the room's colour keeps the rings of neighbours apart.
    vec3 ring = extentPx.y > 0.0 ? selectedColour : markColour;
    outColour = vec4(edge > abs(extentPx.y) - pixelRatio ? haloColour : ring, 1.0);
    return;
  }
  outColour = vec4(mix(mix(tileColour(), look.rgb, borderShare(edge)), fogColour, look.a), 1.0);
}
#else
void main() {
  float halfPx = extentPx.x;
#ifdef FOCUS
  float reachPx = halfPx + extentPx.y + pixelRatio;
#else
  float reachPx = halfPx + abs(extentPx.y);
#endif
  offsetPx = (2.0 * gl_PointCoord - 1.0) * reachPx * vec2(1.0, -1.0);
  vec2 q = abs(offsetPx) - (halfPx - roundedPx);
  float edge = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - roundedPx; // signed pixels to the card's edge
#ifdef FOCUS
  if (edge > 0.0) {
    if (edge > extentPx.y + pixelRatio) discard;
    outColour = vec4(edge > extentPx.y || edge < pixelRatio ? haloColour : ringColour, 1.0);
    return;
  }
#else
  if (edge > 0.0) {
    if (edge > abs(extentPx.y)) discard;
    outColour = vec4(extentPx.y > 0.0 ? selectedColour : markColour, 1.0);
    return;
  }
#endif
  float square = 1.0 - roundedPx / halfPx;
  vec3 colour = look.rgb;
  if (square > 0.0) colour = mix(colour, mix(tileColour(), colour, borderShare(edge)), square);
  float rim = (1.0 - square) * smoothstep(-1.1 * pixelRatio, 0.0, edge) * min(0.85, halfPx * 0.34 / pixelRatio);
  outColour = vec4(mix(colour, fogColour, max(look.a, rim)), 1.0);
}
#endif
#endif
`;
