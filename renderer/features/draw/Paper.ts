import { placePicture } from './placePicture.ts';
import type { ImageFit } from '../../../protocol/model.ts';
import type { Picture } from '../../connection/fetchDrawing.ts';
import type { BrushSample, Ink, Mark } from './Mark.ts';

/** Pixels of the longer side, about: a whole multiple of the model's. */
const WANTED_SIDE = 256;

export interface PaperLooks {
  isDark: boolean;
  fit: ImageFit;
  /** '#rrggbb' around a picture that does not fill the paper. */
  background: string;
}

/** What one draws on: a canvas of a whole multiple of the model's size, and the marks on it. */
export class Paper {
  readonly canvas: HTMLCanvasElement = document.createElement('canvas');
  readonly #context = this.canvas.getContext('2d', { willReadFrequently: true })!;
  #marks: Mark[] = [];
  #channels: 1 | 3 = 1;
  #looks: PaperLooks = { isDark: true, fit: 'cover', background: '#000000' };

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** An empty paper for images of a model's size. */
  reset({ width, height, channels }: { width: number; height: number; channels: 1 | 3 }): void {
    const factor = Math.max(1, Math.round(WANTED_SIDE / Math.max(width, height)));
    this.canvas.width = width * factor;
    this.canvas.height = height * factor;
    this.#channels = channels;
    this.clear();
  }

  setLooks(looks: PaperLooks): void {
    this.#looks = looks;
    this.#paintAll();
  }

  begin(ink: Ink, first: BrushSample): void {
    const mark: Mark = { kind: 'stroke', ink, samples: [first] };
    this.#marks.push(mark);
    this.#paintTo(mark, 0);
  }

  /** Goes on with the stroke that was begun last. */
  extend(sample: BrushSample): void {
    const mark = this.#marks.at(-1);
    if (mark?.kind !== 'stroke') return;
    mark.samples.push(sample);
    this.#paintTo(mark, mark.samples.length - 1);
  }

  put(image: ImageBitmap): void {
    this.#marks.push({ kind: 'picture', image });
    this.#paint(this.#marks.at(-1)!);
  }

  undo(): void {
    this.#marks.pop();
    this.#paintAll();
  }

  clear(): void {
    this.#marks = [];
    this.#paintAll();
  }

  /** What is on it. Grey as one channel where all marks are grey, so that there is less to send. */
  picture(): Picture {
    const { width, height } = this.canvas;
    const { data } = this.#context.getImageData(0, 0, width, height);
    const isGrey = this.#channels === 1 && this.#marks.every(({ kind }) => kind === 'stroke');
    const channels = isGrey ? 1 : 3;
    const pixels = new Uint8Array(width * height * channels);
    for (let at = 0, from = 0; at < pixels.length; from += 4) {
      for (let c = 0; c < channels; c++) pixels[at++] = data[from + c]!;
    }
    return { width, height, channels, pixels };
  }

  #paintAll(): void {
    this.#context.fillStyle = this.#colourOf('ground');
    this.#context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const mark of this.#marks) this.#paint(mark);
  }

  #paint(mark: Mark): void {
    if (mark.kind === 'stroke') {
      for (let at = 0; at < mark.samples.length; at++) this.#paintTo(mark, at);
      return;
    }
    const context = this.#context;
    const { x, y, width, height } = placePicture(mark.image, this.canvas, this.#looks.fit);
    context.fillStyle = this.#looks.background;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(mark.image, x, y, width, height);
  }

  /** From the sample before to this one; the first is a dot. */
  #paintTo({ ink, samples }: Extract<Mark, { kind: 'stroke' }>, at: number): void {
    const to = samples[at]!;
    const from = samples[at - 1] ?? to;
    const context = this.#context;
    context.strokeStyle = this.#colourOf(ink);
    context.lineCap = 'round';
    context.lineWidth = (from.width + to.width) / 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }

  #colourOf(ink: Ink): string {
    if (ink !== 'ink' && ink !== 'ground') return ink;
    return (ink === 'ink') === this.#looks.isDark ? '#ffffff' : '#000000';
  }
}
