import {
  DataTexture,
  GLSL3,
  Group,
  LinearFilter,
  Mesh,
  RawShaderMaterial,
  Vector2,
  Vector3,
  type InstancedBufferGeometry,
  type IUniform,
} from 'three';
import { cardSidePx, type CardSizing } from './cardSize.ts';
import type { CardUniforms } from './cardUniforms.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import { quadGeometry } from './quadGeometry.ts';
import type { SceneFrame, SceneLayer } from './sceneFrame.ts';
import type { LatentPosition, ProbeSprite, RgbaImage, ScreenPx } from './sceneTypes.ts';
import { LIFTED_LAYER, STILL_LAYER } from './StillPicture.ts';
import type { SceneTheme } from './theme.ts';
import { NO_CELL } from './TileCells.ts';
import { WideLines } from './WideLines.ts';

/** A decoded point is a little larger than the images around it; the one in the hand much larger. */
const PROBE_SCALE = 1.5;
const PROBE_LEAST_PX = 26;
const HELD_SCALE = 2.2;
const HELD_LEAST_PX = 104;
const HELD_MOST_PX = 240;
const FRAME_PX = 2;
/** A finger covers this much around the place it is at: what it holds is shown beyond. */
const FINGER_PX = 40;
/** Over every decoded point, whatever lies in front of that: a small mark, so that none is lost in the cloud. */
const PIN_PX = { width: 13, height: 10, gap: 2 } as const;
/** How long the one in the hand takes to grow. */
const GROW_MS = 140;

const VERTEX = /* glsl */ `
in vec2 corner;
uniform mat4 viewMatrix, projectionMatrix;
uniform vec3 place;
uniform vec2 viewportPx, halfSizePx, shiftPx;
uniform float pixelRatio, framePx;
out vec2 offsetPx;
void main() {
  vec4 clip = projectionMatrix * viewMatrix * vec4(place, 1.0);
  offsetPx = corner * (halfSizePx + framePx + 1.0) * pixelRatio;
  clip.xy += 2.0 * (offsetPx + shiftPx * pixelRatio) / viewportPx * clip.w;
  gl_Position = clip;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2DArray;
in vec2 offsetPx;
uniform vec2 halfSizePx;
uniform float pixelRatio, framePx, source; // source: 0 nothing yet, 1 image, 2 tile of the atlas
uniform sampler2D image;
uniform sampler2DArray atlas;
uniform vec3 tileOrigin;
uniform ivec3 atlasGrid;
uniform float atlasSide;
uniform vec3 ringColour, haloColour, emptyColour;
out vec4 outColour;
void main() {
  vec2 beyond = abs(offsetPx) / pixelRatio - halfSizePx;
  float edge = max(beyond.x, beyond.y);
  if (edge > 0.0) {
    outColour = vec4(edge > framePx ? haloColour : ringColour, 1.0);
    return;
  }
  vec2 uv = vec2(offsetPx.x, -offsetPx.y) / (halfSizePx * pixelRatio) * 0.5 + 0.5;
  vec4 texel = vec4(0.0);
  if (source > 1.5) {
    vec2 at = tileOrigin.xy + clamp(uv * atlasSide, 0.5, atlasSide - 0.5);
    texel = textureLod(atlas, vec3(at / (vec2(atlasGrid.xy) * atlasSide), tileOrigin.z), 0.0);
  } else if (source > 0.5) {
    texel = texture(image, uv);
  }
  outColour = vec4(mix(emptyColour, texel.rgb, texel.a), 1.0);
}
`;

const PIN_VERTEX = /* glsl */ `
in vec2 corner;
uniform mat4 viewMatrix, projectionMatrix;
uniform vec3 place;
uniform vec2 viewportPx, halfSizePx, pinPx; // CSS pixels
uniform float pixelRatio, framePx, pinGapPx;
out vec2 at; // -1..1 across, 0..1 from its tip up
void main() {
  vec4 clip = projectionMatrix * viewMatrix * vec4(place, 1.0);
  at = vec2(corner.x, corner.y * 0.5 + 0.5);
  vec2 offsetPx = vec2(corner.x * pinPx.x * 0.5, halfSizePx.y + framePx + pinGapPx + at.y * pinPx.y);
  clip.xy += 2.0 * offsetPx * pixelRatio / viewportPx * clip.w;
  gl_Position = clip;
}
`;

const PIN_FRAGMENT = /* glsl */ `
precision highp float;
in vec2 at;
uniform vec3 ringColour, haloColour;
out vec4 outColour;
void main() {
  // A triangle on its tip, with an edge that sets it off from any card.
  float inside = at.y - abs(at.x);
  if (inside < 0.0) discard;
  outColour = vec4(inside < 0.24 || at.y > 0.86 ? haloColour : ringColour, 1.0);
}
`;

/** What a decoded point's frame says: it lies between images, or beyond all of them; null: as any. */
export type ProbeTone = 'between' | 'beyond' | null;

interface Sprite {
  id: string;
  position: [number, number, number];
  origin: LatentPosition | null;
  /** Longest side 1. */
  aspect: Vector2;
  tileIndex: number;
  mesh: Mesh<InstancedBufferGeometry, RawShaderMaterial>;
  texture: DataTexture | null;
  halfSizePx: Vector2;
  /** From its place on screen, CSS pixels, y up. */
  shiftPx: Vector2;
  /** Shown while other cards may lie over the sprite. */
  pin: Mesh<InstancedBufferGeometry, RawShaderMaterial>;
  place: Vector3;
  tileOrigin: Vector3;
  source: IUniform<number>;
  /** 0 among the cards by depth, in the still layer; above 0 over everything, in the lifted one. */
  rank: number;
  /** View depth in the last frame. */
  depth: number;
}

/** The decoded points: one quad with its own texture each (there are few, of any size), and threads to their origins. */
export class ProbeSprites implements SceneLayer {
  readonly name = 'probes';
  readonly #group = new Group();
  readonly objects = [this.#group];
  readonly #threads: WideLines;
  /** Of the probes over everything: over everything too. */
  readonly #liftedThreads: WideLines;
  /** Something in the still layer came, went or moved since the last frame. */
  #stillChanged = true;
  readonly #shared: CardUniforms;
  readonly #cloud: { readonly cells: Uint32Array };
  readonly #geometry = quadGeometry();
  readonly #sprites = new Map<string, Sprite>();
  readonly #scratchPx: ScreenPx = { x: 0, y: 0 };
  #held: string | null = null;
  #isBesideFinger = false;
  /** 0..1, how far the held one has grown. */
  #grown = 0;
  #hovered: string | null = null;
  #toned: { id: string; tone: ProbeTone } | null = null;
  #theme: Pick<SceneTheme, 'between' | 'beyond'> | null = null;
  #selected: string | null = null;

  /** @param cloud each row's cell of the atlas, for probes that have no image of their own yet */
  constructor(shared: CardUniforms, cloud: { readonly cells: Uint32Array }) {
    this.#shared = shared;
    this.#cloud = cloud;
    this.#geometry.instanceCount = 1;
    const style = { widthPx: 1.25, opacity: 0.55, fogMost: 0.2 };
    this.#threads = new WideLines(shared, style);
    this.#liftedThreads = new WideLines(shared, { ...style, onTop: true });
    this.#group.add(this.#threads.mesh, this.#liftedThreads.mesh);
  }

  get count(): number {
    return this.#sprites.size;
  }

  set(probes: readonly ProbeSprite[]): void {
    const wanted = new Set(probes.map((probe) => probe.id));
    for (const [id, sprite] of this.#sprites) {
      if (!wanted.has(id)) this.#remove(sprite);
    }
    for (const probe of probes) {
      const sprite = this.#sprites.get(probe.id) ?? this.#add(probe.id);
      sprite.origin = probe.origin ?? null;
      sprite.tileIndex = probe.tileIndex ?? -1;
      this.move(probe.id, probe.position, probe.image ?? undefined);
    }
    this.#applyTones();
    this.#stillChanged = true;
    this.#updateThreads();
  }

  setTheme(theme: SceneTheme): void {
    this.#theme = theme;
    this.#threads.colour.set(...theme.accent);
    this.#liftedThreads.colour.set(...theme.accent);
    this.#applyTones();
  }

  /** The frame of one point says where that lies among the images; all others are as any. */
  setTone(id: string | null, tone: ProbeTone): void {
    this.#toned = id === null ? null : { id, tone };
    this.#applyTones();
  }

  #applyTones(): void {
    for (const sprite of this.#sprites.values()) {
      const tone = sprite.id === this.#toned?.id ? this.#toned.tone : null;
      const own = tone && this.#theme?.[tone];
      const colour = own ? { value: new Vector3(...own) } : this.#shared.ringColour;
      for (const { material } of [sprite.mesh, sprite.pin]) material.uniforms['ringColour'] = colour;
      if (sprite.rank === 0) this.#stillChanged = true;
    }
  }

  update(frame: SceneFrame): void {
    const growth = frame.reducedMotion ? 1 : frame.elapsedMs / GROW_MS;
    if (this.layout(frame.view, frame.sizing, growth)) frame.isAnotherDue = true;
    if (this.#stillChanged) frame.isStillStale = true;
    this.#stillChanged = false;
  }

  /** Returns false when there is no such probe. */
  move(id: string, position: LatentPosition, image?: RgbaImage): boolean {
    const sprite = this.#sprites.get(id);
    if (!sprite) return false;
    sprite.position[0] = position[0];
    sprite.position[1] = position[1];
    sprite.position[2] = position[2];
    sprite.place.set(position[0], position[1], position[2]);
    if (image) writeImage(sprite, image);
    if (sprite.rank === 0) this.#stillChanged = true;
    this.#updateThreads();
    return true;
  }

  positionOf(id: string): LatentPosition | null {
    return this.#sprites.get(id)?.position ?? null;
  }

  get held(): string | null {
    return this.#held;
  }

  /** The one in the hand: large, on top; beside a finger, which would cover it. */
  setHeld(id: string | null, isBesideFinger = false): void {
    if (id === this.#held) return;
    this.#held = id;
    this.#isBesideFinger = isBesideFinger;
    this.#grown = 0;
  }

  setFocus(selected: string | null, hovered: string | null): void {
    this.#selected = selected;
    this.#hovered = hovered;
  }

  /** Sizes and order for this frame. `growth` 0..1 is added to how far the held one has grown; true while it grows. */
  layout(view: OrbitCamera, sizing: CardSizing, growth: number): boolean {
    this.#grown = this.#held === null ? 0 : Math.min(1, this.#grown + growth);
    let changedLayer = false;
    for (const sprite of this.#sprites.values()) {
      const [x, y, z] = sprite.position;
      sprite.depth = view.depthOf(x, y, z);
      const side = this.#sidePx(sprite, sizing);
      sprite.halfSizePx.set((side * sprite.aspect.x) / 2, (side * sprite.aspect.y) / 2);
      sprite.mesh.visible = side > 0;
      this.#shift(sprite, view);
      const rank = this.#rank(sprite);
      if ((rank === 0) !== (sprite.rank === 0)) {
        changedLayer = true;
        sprite.mesh.layers.set(rank === 0 ? STILL_LAYER : LIFTED_LAYER);
      }
      sprite.rank = rank;
      sprite.pin.visible = side > 0 && rank === 0;
      // After the threads (5), so that none crosses its own probe.
      sprite.mesh.renderOrder = rank === 0 ? 7 : 20 + rank;
      sprite.mesh.material.depthTest = rank === 0;
      this.#layoutTile(sprite);
    }
    if (changedLayer) {
      this.#stillChanged = true;
      this.#updateThreads();
    }
    return this.#held !== null && this.#grown < 1;
  }

  /** The front probe that covers (x, y), as last laid out. `onTopOnly`: just those drawn over everything; `except`: not this. */
  pick(
    xPx: number,
    yPx: number,
    view: OrbitCamera,
    onTopOnly: boolean,
    except: string | null = null,
  ): { id: string; depth: number } | null {
    let best: Sprite | null = null;
    let bestRank = -1;
    const at = this.#scratchPx;
    for (const sprite of this.#sprites.values()) {
      // The pin of one among the cards is over everything, as the others are.
      const rank = this.#rank(sprite);
      if (rank < bestRank || !sprite.mesh.visible || sprite.id === except) continue;
      const [x, y, z] = sprite.position;
      const depth = view.worldToScreen(x, y, z, at);
      const frame = FRAME_PX + 1;
      const abovePx = at.y - yPx - sprite.halfSizePx.y - FRAME_PX - PIN_PX.gap;
      const isPin = abovePx >= 0 && abovePx <= PIN_PX.height && Math.abs(xPx - at.x) <= PIN_PX.width / 2;
      if (rank === 0 && depth > 0 && isPin) {
        best = sprite;
        bestRank = rank;
        continue;
      }
      if (onTopOnly && rank === 0) continue;
      if (depth <= 0 || Math.abs(xPx - at.x) > sprite.halfSizePx.x + frame) continue;
      if (Math.abs(yPx - at.y) > sprite.halfSizePx.y + frame) continue;
      if (best && rank === bestRank && depth >= best.depth) continue;
      best = sprite;
      bestRank = rank;
    }
    return best && { id: best.id, depth: best.depth };
  }

  dispose(): void {
    for (const sprite of [...this.#sprites.values()]) this.#remove(sprite);
    this.#threads.dispose();
    this.#liftedThreads.dispose();
    this.#geometry.dispose();
  }

  /** 0 among the cards by depth; above 0 over everything, higher is nearer. */
  #rank(sprite: Sprite): number {
    if (sprite.id === this.#held) return 3;
    if (sprite.id === this.#hovered) return 2;
    return sprite.id === this.#selected ? 1 : 0;
  }

  #sidePx(sprite: Sprite, sizing: CardSizing): number {
    const card = cardSidePx(sizing, sprite.depth);
    if (card === 0) return 0;
    const calm = Math.min(HELD_MOST_PX, Math.max(PROBE_LEAST_PX, card * PROBE_SCALE));
    if (sprite.id !== this.#held) return calm;
    const held = Math.min(HELD_MOST_PX, Math.max(HELD_LEAST_PX, card * HELD_SCALE));
    const eased = 1 - (1 - this.#grown) ** 3;
    return calm + (held - calm) * eased;
  }

  /** One that a finger holds is above the finger, or beside it where that would be outside of the window. */
  #shift(sprite: Sprite, view: OrbitCamera): void {
    const isBeside = this.#isBesideFinger && sprite.id === this.#held;
    if (!isBeside) {
      sprite.shiftPx.set(0, 0);
      return;
    }
    const [x, y, z] = sprite.position;
    view.worldToScreen(x, y, z, this.#scratchPx);
    const upPx = sprite.halfSizePx.y + FINGER_PX;
    const sidePx = sprite.halfSizePx.x + FINGER_PX;
    const isRoomAbove = this.#scratchPx.y > upPx + sprite.halfSizePx.y;
    if (isRoomAbove) sprite.shiftPx.set(0, upPx);
    else sprite.shiftPx.set(this.#scratchPx.x < view.widthPx / 2 ? sidePx : -sidePx, 0);
    sprite.shiftPx.multiplyScalar(this.#grown);
  }

  #layoutTile(sprite: Sprite): void {
    const grid = this.#shared.atlasGrid.value;
    const side = this.#shared.atlasSide.value;
    const perLayer = (grid[0] as number) * (grid[1] as number);
    const cell = this.#cloud.cells[sprite.tileIndex] ?? NO_CELL;
    sprite.source.value = sprite.texture ? 1 : cell !== NO_CELL ? 2 : 0;
    const at = (cell - 1) % perLayer;
    sprite.tileOrigin.set(
      (at % (grid[0] as number)) * side,
      Math.floor(at / (grid[0] as number)) * side,
      Math.floor((cell - 1) / perLayer),
    );
  }

  #add(id: string): Sprite {
    const halfSizePx = new Vector2();
    const shiftPx = new Vector2();
    const place = new Vector3();
    const tileOrigin = new Vector3();
    const source = { value: 0 };
    const shared = this.#shared;
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: {
        viewportPx: shared.viewportPx,
        pixelRatio: shared.pixelRatio,
        atlas: shared.atlas,
        atlasGrid: shared.atlasGrid,
        atlasSide: shared.atlasSide,
        ringColour: shared.ringColour,
        haloColour: shared.haloColour,
        emptyColour: shared.emptyColour,
        framePx: { value: FRAME_PX },
        halfSizePx: { value: halfSizePx },
        shiftPx: { value: shiftPx },
        place: { value: place },
        tileOrigin: { value: tileOrigin },
        source,
        image: { value: null },
      },
      // Opaque, but drawn among the transparent, whose order can be chosen.
      transparent: true,
    });
    const mesh = new Mesh(this.#geometry, material);
    mesh.frustumCulled = false;
    const pin = new Mesh(
      this.#geometry,
      new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: PIN_VERTEX,
        fragmentShader: PIN_FRAGMENT,
        uniforms: {
          viewportPx: shared.viewportPx,
          pixelRatio: shared.pixelRatio,
          ringColour: shared.ringColour,
          haloColour: shared.haloColour,
          framePx: { value: FRAME_PX },
          pinPx: { value: new Vector2(PIN_PX.width, PIN_PX.height) },
          pinGapPx: { value: PIN_PX.gap },
          halfSizePx: { value: halfSizePx },
          place: { value: place },
        },
        transparent: true,
        depthTest: false,
      }),
    );
    pin.frustumCulled = false;
    pin.renderOrder = 8;
    const sprite: Sprite = {
      id,
      position: [0, 0, 0],
      origin: null,
      aspect: new Vector2(1, 1),
      tileIndex: -1,
      mesh,
      texture: null,
      halfSizePx,
      shiftPx,
      pin,
      place,
      tileOrigin,
      source,
      rank: 0,
      depth: 0,
    };
    this.#sprites.set(id, sprite);
    this.#group.add(mesh, pin);
    return sprite;
  }

  #remove(sprite: Sprite): void {
    this.#sprites.delete(sprite.id);
    this.#group.remove(sprite.mesh, sprite.pin);
    sprite.mesh.material.dispose();
    sprite.pin.material.dispose();
    sprite.texture?.dispose();
    if (this.#held === sprite.id) this.#held = null;
  }

  #updateThreads(): void {
    let still = 0;
    let lifted = 0;
    for (const { origin, rank } of this.#sprites.values()) {
      if (origin && rank === 0) still++;
      else if (origin) lifted++;
    }
    this.#threads.setCount(still);
    this.#liftedThreads.setCount(lifted);
    still = lifted = 0;
    for (const { origin, position, rank } of this.#sprites.values()) {
      if (!origin) continue;
      if (rank === 0) this.#threads.set(still++, ...origin, ...position);
      else this.#liftedThreads.set(lifted++, ...origin, ...position);
    }
  }
}

/** Into the texture that is there when the size is the same: no flicker, nothing new on the GPU. */
function writeImage(sprite: Sprite, { width, height, rgba }: RgbaImage): void {
  const bytes = width * height * 4;
  if (!(bytes > 0) || rgba.byteLength < bytes) {
    throw new RangeError(
      `Probe image: expected ${bytes} bytes for ${width}×${height} RGBA, got ${rgba.byteLength}`,
    );
  }
  let texture = sprite.texture;
  if (texture?.image.width !== width || texture.image.height !== height) {
    texture?.dispose();
    texture = new DataTexture(new Uint8Array(bytes), width, height);
    texture.minFilter = LinearFilter;
    texture.magFilter = LinearFilter;
    sprite.texture = texture;
    const uniform = sprite.mesh.material.uniforms['image'];
    if (uniform) uniform.value = texture;
    const longest = Math.max(width, height);
    sprite.aspect.set(width / longest, height / longest);
  }
  const target = texture.image.data as Uint8Array;
  target.set(rgba.byteLength === bytes ? rgba : rgba.subarray(0, bytes));
  texture.needsUpdate = true;
}
