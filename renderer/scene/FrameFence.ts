/** Tells whether the GPU has finished what was last asked of it. */
export class FrameFence {
  readonly #gl: WebGL2RenderingContext | null;
  #sync: WebGLSync | null = null;

  constructor(gl: WebGLRenderingContext | WebGL2RenderingContext) {
    this.#gl = gl instanceof WebGL2RenderingContext ? gl : null;
  }

  /** Everything asked of the GPU so far is one frame. */
  set(): void {
    this.dispose();
    this.#sync = this.#gl?.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0) ?? null;
    this.#gl?.flush();
  }

  /** True until that frame is done. A lost context has nothing pending. */
  get isPending(): boolean {
    const gl = this.#gl;
    if (!gl || !this.#sync) return false;
    if (!gl.isContextLost() && gl.getSyncParameter(this.#sync, gl.SYNC_STATUS) !== gl.SIGNALED) return true;
    this.dispose();
    return false;
  }

  dispose(): void {
    if (this.#sync) this.#gl?.deleteSync(this.#sync);
    this.#sync = null;
  }
}
