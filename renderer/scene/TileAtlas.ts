import { DataArrayTexture, ExternalTexture, type Texture, type WebGLRenderer } from 'three';
import { atlasLayout, LEAST_LIMITS, type AtlasLayout, type AtlasLimits } from './atlasLayout.ts';
import { halveImage } from './halveImage.ts';

interface PendingTiles {
  from: number;
  /** Tiles of `rgba` already uploaded. */
  done: number;
  /** [n,T,T,4] */
  rgba: Uint8Array;
}

/**
 * All thumbnails in one texture array with mip levels, filled piece by piece: whole rows of tiles are put together here
 * and uploaded with one texSubImage3D per level. three.js would keep a second copy of everything in JavaScript and
 * upload whole layers, so the texture is made and filled with WebGL itself and lent to three as an ExternalTexture.
 */
export class TileAtlas {
  readonly #renderer: WebGLRenderer;
  readonly #gl: WebGL2RenderingContext;
  readonly #limits: AtlasLimits;
  readonly #external = new ExternalTexture();
  /** Sampled while there are no tiles: a sampler2DArray must never be without a texture. */
  readonly #blank = new DataArrayTexture(new Uint8Array(4), 1, 1, 1);
  #texture: WebGLTexture | null = null;
  #layout: AtlasLayout | null = null;
  #tileSize = 0;
  #pending: PendingTiles[] = [];
  #stages: Uint32Array<ArrayBuffer>[] = [];

  constructor(renderer: WebGLRenderer, limits?: Partial<AtlasLimits>) {
    this.#renderer = renderer;
    const gl = renderer.getContext();
    if (!(gl instanceof WebGL2RenderingContext))
      throw new TypeError('Thumbnails: expected a WebGL 2 context');
    this.#gl = gl;
    this.#limits = {
      maxTextureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
      maxLayers: gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number,
      budgetBytes: LEAST_LIMITS.budgetBytes,
      ...limits,
    };
    this.#blank.needsUpdate = true;
  }

  get layout(): AtlasLayout | null {
    return this.#layout;
  }

  get texture(): Texture {
    return this.#texture ? this.#external : this.#blank;
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** After the GPU context was lost: what was there is gone already. */
  forget(): void {
    this.#texture = null;
  }

  /** Drops all tiles and makes room for `count` of them. */
  reset(tileSize: number, count: number): void {
    this.#pending = [];
    this.#free();
    this.#tileSize = tileSize;
    if (tileSize > 0 && count > 0) this.#allocate(atlasLayout(tileSize, count, this.#limits));
  }

  /** Queues tiles; flush() uploads them. Keeps `rgba` until then. */
  add(from: number, rgba: Uint8Array): void {
    const tileBytes = this.#tileSize * this.#tileSize * 4;
    if (tileBytes === 0 || rgba.byteLength % tileBytes !== 0) {
      throw new RangeError(
        `Thumbnails: expected a multiple of ${tileBytes} bytes (${this.#tileSize}² RGBA tiles), got ${rgba.byteLength}`,
      );
    }
    const count = rgba.byteLength / tileBytes;
    if (count > 0) this.#pending.push({ from, done: 0, rgba });
    this.#reserve(from + count);
  }

  /** Uploads queued tiles until `deadlineMs` (performance.now()), at least one row of them. True if anything changed. */
  flush(deadlineMs: number): boolean {
    if (this.#pending.length === 0) return false;
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#texture);
    gl.bindBuffer(gl.PIXEL_UNPACK_BUFFER, null);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    do {
      const next = this.#pending[0];
      if (!next) break;
      if (this.#uploadRow(next)) this.#pending.shift();
    } while (performance.now() < deadlineMs);
    this.#renderer.resetState();
    return true;
  }

  dispose(): void {
    this.#pending = [];
    this.#free();
    this.#blank.dispose();
    this.#external.dispose();
  }

  /** Uploads one run of tiles that lie side by side; true when `pending` is done. */
  #uploadRow(pending: PendingTiles): boolean {
    const gl = this.#gl;
    const layout = this.#layout as AtlasLayout;
    const tile = this.#tileSize;
    const count = pending.rgba.byteLength / (tile * tile * 4);
    const index = pending.from + pending.done;
    const perLayer = layout.columns * layout.rows;
    const cell = index % perLayer;
    const column = cell % layout.columns;
    const run = Math.min(layout.columns - column, count - pending.done);

    let stage = this.#stage(0, run * tile * tile);
    const stageBytes = new Uint8Array(stage.buffer);
    const rowBytes = tile * 4;
    for (let t = 0; t < run; t++) {
      const source = (pending.done + t) * tile * rowBytes;
      for (let y = 0; y < tile; y++) {
        const at = source + y * rowBytes;
        stageBytes.set(pending.rgba.subarray(at, at + rowBytes), (y * run + t) * rowBytes);
      }
    }
    const top = Math.floor(cell / layout.columns);
    const layer = Math.floor(index / perLayer);
    for (let step = 0; step < layout.halvings + layout.levels; step++) {
      const side = tile / 2 ** step;
      if (step > 0) {
        const smaller = this.#stage(step, run * side * side);
        halveImage(stage, run * side * 2, side * 2, smaller);
        stage = smaller;
      }
      const level = step - layout.halvings;
      if (level < 0) continue;
      gl.texSubImage3D(
        gl.TEXTURE_2D_ARRAY,
        level,
        column * side,
        top * side,
        layer,
        run * side,
        side,
        1,
        gl.RGBA,
        gl.UNSIGNED_BYTE,
        new Uint8Array(stage.buffer, 0, stage.byteLength),
      );
    }
    pending.done += run;
    return pending.done === count;
  }

  /** Scratch space of exactly this many pixels, cut from a buffer that is kept. */
  #stage(step: number, pixels: number): Uint32Array<ArrayBuffer> {
    let buffer = this.#stages[step];
    if (!buffer || buffer.length < pixels) {
      buffer = new Uint32Array(pixels);
      this.#stages[step] = buffer;
    }
    return buffer.subarray(0, pixels);
  }

  /** Makes room for `count` tiles, keeping those that are there. */
  #reserve(count: number): void {
    const old = this.#layout;
    if (old && count <= old.capacity) return;
    const oldTexture = this.#texture;
    const wanted = old ? Math.max(count, Math.ceil(old.capacity * 1.5)) : count;
    this.#texture = null;
    const layout = fitOrExact(this.#tileSize, wanted, count, this.#limits);
    // Levels that the old texture cannot fill are left off.
    if (old) layout.levels = Math.min(layout.levels, old.levels - (layout.halvings - old.halvings));
    if (layout.levels < 1)
      throw new RangeError(`Thumbnails: ${count} tiles of ${this.#tileSize} pixels do not fit`);
    this.#allocate(layout);
    if (old && oldTexture) {
      this.#copyTiles(old, oldTexture);
      this.#gl.deleteTexture(oldTexture);
    }
  }

  #allocate(layout: AtlasLayout): void {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.texStorage3D(
      gl.TEXTURE_2D_ARRAY,
      layout.levels,
      gl.RGBA8,
      layout.columns * layout.side,
      layout.rows * layout.side,
      layout.layers,
    );
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#renderer.resetState();
    this.#texture = texture;
    this.#external.sourceTexture = texture;
    this.#layout = layout;
  }

  /** On the GPU, run by run; when tiles became smaller, from the old texture's mip levels. */
  #copyTiles(old: AtlasLayout, oldTexture: WebGLTexture): void {
    const gl = this.#gl;
    const layout = this.#layout as AtlasLayout;
    const shrink = layout.halvings - old.halvings;
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, framebuffer);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#texture);
    const oldPerLayer = old.columns * old.rows;
    const perLayer = layout.columns * layout.rows;
    for (let level = 0; level < layout.levels && level + shrink < old.levels; level++) {
      const side = layout.side / 2 ** level;
      for (let index = 0; index < old.capacity;) {
        const oldCell = index % oldPerLayer;
        const cell = index % perLayer;
        const run = Math.min(
          old.columns - (oldCell % old.columns),
          layout.columns - (cell % layout.columns),
          old.capacity - index,
        );
        if (oldCell === 0) {
          gl.framebufferTextureLayer(
            gl.READ_FRAMEBUFFER,
            gl.COLOR_ATTACHMENT0,
            oldTexture,
            level + shrink,
            Math.floor(index / oldPerLayer),
          );
        }
        gl.copyTexSubImage3D(
          gl.TEXTURE_2D_ARRAY,
          level,
          (cell % layout.columns) * side,
          Math.floor(cell / layout.columns) * side,
          Math.floor(index / perLayer),
          (oldCell % old.columns) * side,
          Math.floor(oldCell / old.columns) * side,
          run * side,
          side,
        );
        index += run;
      }
    }
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    gl.deleteFramebuffer(framebuffer);
    this.#renderer.resetState();
  }

  #free(): void {
    if (this.#texture) this.#gl.deleteTexture(this.#texture);
    this.#texture = null;
    this.#external.sourceTexture = null;
    this.#layout = null;
    this.#stages = [];
  }
}

/** Room to spare where that costs no sharpness, else just what is needed. */
function fitOrExact(tileSize: number, wanted: number, needed: number, limits: AtlasLimits): AtlasLayout {
  const exact = atlasLayout(tileSize, needed, limits);
  const roomy = atlasLayout(tileSize, wanted, limits);
  return roomy.halvings === exact.halvings ? roomy : exact;
}
