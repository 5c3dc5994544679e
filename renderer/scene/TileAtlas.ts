import { DataArrayTexture, ExternalTexture, type Texture, type WebGLRenderer } from 'three';
import { atlasLayout, LEAST_LIMITS, type AtlasLayout, type AtlasLimits } from './atlasLayout.ts';
import { halveImage } from './halveImage.ts';
import { NO_CELL, TileCells } from './TileCells.ts';

interface PendingTiles {
  rows: ArrayLike<number>;
  /** Tiles of `rgba` already uploaded. */
  done: number;
  /** [n,T,T,4] */
  rgba: Uint8Array;
}

/** Where it is kept which row's thumbnail lies in which cell: the point cloud. */
export interface RowCells {
  readonly count: number;
  readonly cells: Uint32Array;
  setCell(row: number, cell: number): void;
  clearCells(): void;
}

/**
 * Thumbnails in one texture array with mip levels, within a fixed budget: where not all fit, those used longest ago give
 * their cells away. Tiles that come to lie side by side are put together here and uploaded with one texSubImage3D per
 * level. three.js would keep a second copy of everything in JavaScript and upload whole layers, so the texture is made
 * and filled with WebGL itself and lent to three as an ExternalTexture.
 */
export class TileAtlas {
  readonly #renderer: WebGLRenderer;
  readonly #gl: WebGL2RenderingContext;
  readonly #rows: RowCells;
  readonly #limits: AtlasLimits;
  readonly #cells = new TileCells();
  readonly #external = new ExternalTexture();
  /** Sampled while there are no tiles: a sampler2DArray must never be without a texture. */
  readonly #blank = new DataArrayTexture(new Uint8Array(4), 1, 1, 1);
  #texture: WebGLTexture | null = null;
  #layout: AtlasLayout | null = null;
  #tileSize = 0;
  #pending: PendingTiles[] = [];
  #stages: Uint32Array<ArrayBuffer>[] = [];

  /** Borrows both. */
  constructor(renderer: WebGLRenderer, rows: RowCells, limits?: Partial<AtlasLimits>) {
    this.#renderer = renderer;
    this.#rows = rows;
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

  /** Thumbnails that the budget has room for; 0 while there are none at all. */
  get capacityMost(): number {
    return this.#tileSize > 0 ? atlasLayout(this.#tileSize, Infinity, this.#limits).capacity : 0;
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
    this.#rows.clearCells();
    this.#tileSize = tileSize;
    this.#cells.reset(0);
    if (tileSize > 0 && count > 0) this.#allocate(atlasLayout(tileSize, count, this.#limits));
  }

  /**
   * Queues tiles of these rows, [n,T,T,4] uint8 RGBA; flush() uploads them. Keeps both until then.
   * @throws RangeError when sizes disagree, or for rows that are not there
   */
  add(rows: ArrayLike<number>, rgba: Uint8Array | Uint8ClampedArray): void {
    const expected = rows.length * this.#tileSize ** 2 * 4;
    if (rgba.byteLength !== expected) {
      throw new RangeError(
        `Thumbnails: expected ${expected} bytes (${rows.length} RGBA tiles of ${this.#tileSize}²), got ${rgba.byteLength}`,
      );
    }
    let most = -1;
    for (let k = 0; k < rows.length; k++) most = Math.max(most, rows[k] as number);
    if (most >= this.#rows.count) {
      throw new RangeError(
        `Thumbnails: expected rows below ${this.#rows.count}, got ${most}; append the points first`,
      );
    }
    if (rows.length === 0) return;
    const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
    this.#pending.push({ rows, done: 0, rgba: bytes });
    this.#reserve(most + 1);
  }

  /** These rows are looked at now, the most wanted first: of those that are here that one goes last. */
  touch(rows: ArrayLike<number>): void {
    const { cells } = this.#rows;
    for (let k = rows.length - 1; k >= 0; k--) {
      const cell = cells[rows[k] as number];
      if (cell !== undefined && cell !== NO_CELL) this.#cells.touch(cell);
    }
  }

  /** Uploads queued tiles until `deadlineMs` (performance.now()), at least one run of them. */
  flush(deadlineMs: number): void {
    if (this.#pending.length === 0) return;
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
      if (this.#uploadRun(next)) this.#pending.shift();
    } while (performance.now() < deadlineMs);
    this.#renderer.resetState();
  }

  dispose(): void {
    this.#pending = [];
    this.#free();
    this.#blank.dispose();
    this.#external.dispose();
  }

  /** Uploads one run of tiles whose cells lie side by side; true when `pending` is done. */
  #uploadRun(pending: PendingTiles): boolean {
    const gl = this.#gl;
    const layout = this.#layout as AtlasLayout;
    const tile = this.#tileSize;
    const { rows } = pending;
    const first = this.#cellFor(rows[pending.done] as number);
    const index = first - 1;
    const perLayer = layout.columns * layout.rows;
    const column = (index % perLayer) % layout.columns;
    const most = Math.min(layout.columns - column, rows.length - pending.done);
    let run = 1;
    while (run < most && this.#cellFor(rows[pending.done + run] as number, first + run) === first + run)
      run++;

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
    const top = Math.floor((index % perLayer) / layout.columns);
    const layer = Math.floor(index / perLayer);
    for (let level = 0; level < layout.levels; level++) {
      const side = tile / 2 ** level;
      if (level > 0) {
        const smaller = this.#stage(level, run * side * side);
        halveImage(stage, run * side * 2, side * 2, smaller);
        stage = smaller;
      }
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
    return pending.done === rows.length;
  }

  /**
   * The cell of this row, one of its own from now on.
   * @param only a row without a cell gets one only if it is this one, else NO_CELL
   */
  #cellFor(row: number, only?: number): number {
    const known = this.#rows.cells[row] as number;
    if (known !== NO_CELL) return known;
    if (only !== undefined && this.#cells.next !== only) return NO_CELL;
    const { rowToGo } = this.#cells;
    if (rowToGo !== null) this.#rows.setCell(rowToGo, NO_CELL);
    const cell = this.#cells.take(row);
    this.#rows.setCell(row, cell);
    return cell;
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

  /** Makes room for `count` tiles, as far as the budget allows, keeping those that are there. */
  #reserve(count: number): void {
    const old = this.#layout;
    if (old && count <= old.capacity) return;
    const wanted = old ? Math.max(count, Math.ceil(old.capacity * 1.5)) : count;
    const layout = atlasLayout(this.#tileSize, wanted, this.#limits);
    if (old && layout.capacity <= old.capacity) return;
    const oldTexture = this.#texture;
    this.#texture = null;
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
    this.#cells.grow(layout.capacity);
  }

  /** On the GPU, run by run of cells, which keep their numbers. */
  #copyTiles(old: AtlasLayout, oldTexture: WebGLTexture): void {
    const gl = this.#gl;
    const layout = this.#layout as AtlasLayout;
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, framebuffer);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#texture);
    const oldPerLayer = old.columns * old.rows;
    const perLayer = layout.columns * layout.rows;
    for (let level = 0; level < layout.levels; level++) {
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
            level,
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
