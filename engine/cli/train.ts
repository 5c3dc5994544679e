import type { UnreadableFile } from '../../protocol/collection.ts';
import type {
  TrainingOptions,
  TrainingPlan,
  TrainingProgress,
  TrainingResult,
} from '../../protocol/training.ts';
import { IMAGE_FITS } from '../../protocol/model.ts';
import { ARCHITECTURES, LOSSES, PRESETS, TRAINING_KINDS } from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { train } from '../training/train.ts';
import type { TrainingCommand, TrainingMessage } from '../training/TrainingMessage.ts';
import { UsageError, type Command, type CommandIo } from './CommandIo.ts';
import { choiceFlag, parseCommand, providerFlag, requiredFlag, typedPath } from './parseCommand.ts';

const USAGE = `hourglass train IMAGES… --latent N --out MODEL_DIR

  --latent N            size of z, 1 to 512
  --out DIR             where the model folder is written
  --name TEXT           what the model is called
  --preset NAME         quick, balanced (default) or quality
  --kind NAME           ae (default), vae or denoising
  --architecture NAME   auto (default), dense or conv
  --size N              side of the square images in pixels, 8 to 256 (default: from the images)
  --channels 1|3        grey or colour (default: from the images)
  --fit NAME            cover (default), contain or stretch; --background '#rrggbb'
  --epochs N            how often every image is seen (default: from the preset)
  --seconds S           time limit for the whole command
  --seed N              of the split, the order, the weights (default 1)
  --hold-out SHARE      of the images, never trained on, 0 to 0.5 (default 0.1)
  --batch-size N   --learning-rate R
  --loss NAME           mse, l1, bce or ssim (default: bce for small images and a vae, else mse)
  --beta B   --free-bits F      for a vae: weight of the KL term, nats per dimension it leaves free
  --noise S             for denoising: deviation of the noise, 0 to 1 of white
  --shift S   --flip   --rotate DEG   --brightness B      augmentation: largest changes, off unless given
  --provider NAME       auto (default), cpu, webgpu, cuda, dml, coreml
  --json                one JSON object on standard output when done

Started again with the same options after a kill, it goes on from its last checkpoint.
Ctrl+C ends the training early and writes the best model so far; a second one stops at once.
`;

const FLAGS = {
  latent: { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  preset: { type: 'string' },
  kind: { type: 'string' },
  architecture: { type: 'string' },
  size: { type: 'string' },
  channels: { type: 'string' },
  fit: { type: 'string' },
  background: { type: 'string' },
  epochs: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string' },
  'hold-out': { type: 'string' },
  'batch-size': { type: 'string' },
  'learning-rate': { type: 'string' },
  loss: { type: 'string' },
  beta: { type: 'string' },
  'free-bits': { type: 'string' },
  noise: { type: 'string' },
  shift: { type: 'string' },
  flip: { type: 'boolean' },
  rotate: { type: 'string' },
  brightness: { type: 'string' },
} as const;

/** `hourglass train`; its arguments are what stands after that word. */
export const run: Command = async (args, io) => {
  const { values, positionals } = parseCommand(args, FLAGS);
  if (values.help) return void io.stdout.write(USAGE);
  if (positionals.length === 0) throw new UsageError('Expected IMAGES.');
  const number = <Name extends keyof typeof values>(name: Name) => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) {
      throw new UsageError(`--${name}: expected a number, got "${text}".`);
    }
    return value;
  };
  const word = <T extends string>(name: keyof typeof values, choices: readonly T[]) => {
    const text = values[name];
    return typeof text === 'string' ? choiceFlag(name, choices, text) : undefined;
  };
  requiredFlag('latent', values.latent);
  const channels = number('channels');
  if (channels !== undefined && channels !== 1 && channels !== 3)
    throw new UsageError('--channels: expected 1 or 3.');
  const options: TrainingOptions = {
    images: positionals.map(typedPath),
    out: typedPath(requiredFlag('out', values.out)),
    name: values.name,
    latent: number('latent') ?? NaN,
    kind: word('kind', TRAINING_KINDS),
    preset: word('preset', PRESETS),
    architecture: word('architecture', ARCHITECTURES),
    size: number('size'),
    channels,
    epochs: number('epochs'),
    seconds: number('seconds'),
    seed: number('seed'),
    holdOut: number('hold-out'),
    batchSize: number('batch-size'),
    learningRate: number('learning-rate'),
    loss: word('loss', LOSSES),
    beta: number('beta'),
    freeBits: number('free-bits'),
    noise: number('noise'),
    fit: word('fit', IMAGE_FITS),
    background: values.background,
    provider: providerFlag(values.provider),
    augmentation: {
      shift: number('shift') ?? 0,
      flip: values.flip ?? false,
      rotateDeg: number('rotate') ?? 0,
      brightness: number('brightness') ?? 0,
    },
  };
  const { result, plan, unreadable } = await trainHere(options, io);
  io.stdout.write(
    values.json
      ? `${JSON.stringify({ ...result, images: plan.imageCount, unreadable, warnings: plan.warnings })}\n`
      : summary(result),
  );
};

const LISTED_UNREADABLE = 20;

async function trainHere(options: TrainingOptions, io: CommandIo) {
  const abort = new AbortController();
  const listeners: ((command: TrainingCommand) => void)[] = [];
  const line = new ProgressLine(io.stderr);
  let plan: TrainingPlan | null = null;
  let unreadable: UnreadableFile[] = [];
  // Ctrl+C while it trains keeps what has been learned; before that there is nothing to keep.
  const stop = () => {
    if (listeners.length === 0) return abort.abort();
    line.end();
    io.stderr.write('Ending the training; the best model so far will be written.\n');
    for (const listener of listeners) listener('finish');
  };
  io.signal.addEventListener('abort', stop, { once: true });
  const show = (message: TrainingMessage) => {
    if (message.type === 'reading') {
      line.show(message.done / message.total, `reading ${message.done}/${message.total} images`);
    } else if (message.type === 'progress') {
      const { progress } = message;
      line.show(progress.step / progress.totalSteps, progressWords(progress));
    } else if (message.type === 'plan') {
      ({ plan, unreadable } = message);
      line.end();
      for (const words of planLines(plan, unreadable)) io.stderr.write(`${words}\n`);
    }
  };
  try {
    const result = await train(options, {
      post: async (message) => show(message),
      onCommand: (listener) => void listeners.push(listener),
      signal: abort.signal,
    });
    if (!plan) throw new EngineError('internal', 'The training ended without a plan.');
    return { result, plan: plan as TrainingPlan, unreadable };
  } catch (error) {
    // An option out of range is wrong usage; a folder that cannot be written to is not.
    if (error instanceof EngineError && error.details?.['option']) throw new UsageError(error.message);
    throw error;
  } finally {
    line.end();
    io.signal.removeEventListener('abort', stop);
  }
}

function planLines(plan: TrainingPlan, unreadable: UnreadableFile[]): string[] {
  const parameters = `${(plan.parameterCount / 1e6).toFixed(1)} million parameters`;
  return [
    `${plan.imageCount} images at ${plan.size}×${plan.size}, ${plan.channels === 3 ? 'colour' : 'grey'}; ${plan.architecture} network of ${parameters}; ${plan.epochs} epochs, about ${seconds(plan.estimatedSeconds)}.`,
    ...plan.warnings,
    ...(unreadable.length > 0 ? [`${unreadable.length} files could not be read:`] : []),
    ...unreadable.slice(0, LISTED_UNREADABLE).map(({ path, reason }) => `  ${path}: ${reason}`),
    ...(unreadable.length > LISTED_UNREADABLE ? ['  … and more; --json lists them all.'] : []),
  ];
}

function progressWords({
  epoch,
  totalEpochs,
  curve,
  imagesPerSecond,
  secondsLeft,
}: Omit<TrainingProgress, 'jobId'>): string {
  const error = curve.at(-1)?.heldOutSse;
  return [
    `epoch ${epoch.toFixed(1)}/${totalEpochs.toFixed(1)}`,
    ...(error === undefined ? [] : [`held-out error ${Number(error.toPrecision(3))}`]),
    `${Math.round(imagesPerSecond)} images/s`,
    ...(secondsLeft === null ? [] : [`${seconds(secondsLeft)} left`]),
  ].join(', ');
}

function seconds(value: number): string {
  if (value < 90) return `${Math.round(value)} s`;
  return value < 5400 ? `${Math.round(value / 60)} min` : `${(value / 3600).toFixed(1)} h`;
}

function summary({
  modelPath,
  heldOut,
  pcaSse,
  durationSeconds,
  epochs,
  stoppedBecause,
}: TrainingResult): string {
  return [
    `Wrote ${modelPath} after ${epochs} epochs, ${seconds(durationSeconds)} (${stoppedBecause}).`,
    `Squared error per image ${heldOut.sse.toFixed(2)} (PCA of the same size ${pcaSse.toFixed(2)}), PSNR ${heldOut.psnr.toFixed(1)} dB, SSIM ${heldOut.ssim.toFixed(3)}.`,
    '',
  ].join('\n');
}

/** One line of a terminal, drawn over itself; nothing where there is no terminal. */
class ProgressLine {
  readonly #stream: CommandIo['stderr'];
  #isShown = false;

  constructor(stream: CommandIo['stderr']) {
    this.#stream = stream;
  }

  /** @param share done, 0..1 */
  show(share: number, words: string): void {
    if (this.#stream.isTTY !== true) return;
    const cells = 20;
    const filled = Math.round(cells * share);
    const line = `[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}] ${words}`;
    this.#stream.write(`\r\x1b[2K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`);
    this.#isShown = true;
  }

  end(): void {
    if (this.#isShown) this.#stream.write('\n');
    this.#isShown = false;
  }
}
