import { IMAGE_FITS } from '../model.ts';
import {
  ARCHITECTURES,
  GENTLE,
  LOSSES,
  PRESETS,
  TRAINING_KINDS,
  type TrainingReport,
  type TrainingResult,
} from '../training.ts';
import { gainWarning, gainWords } from '../trainingWords.ts';
import { durationWords, nameOfPaths } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice, flag } from './fields/choices.ts';
import { group } from './fields/groups.ts';
import { integer, number } from './fields/numbers.ts';
import { modelPath, path } from './fields/paths.ts';
import { colour, text } from './fields/texts.ts';
import { images, provider } from './imageFields.ts';

/** Proposed with reasons, which the training's notes say. */
const FROM_IMAGES = 'chosen from the images';

export const train = defineOperation({
  name: 'train',
  verb: 'train',
  title: 'Train a model',
  words:
    'Trains an encoder and a decoder on images and writes them as a model folder. Started again with the same options after a kill, it goes on from its last checkpoint. Ctrl+C ends the training early and writes the best model so far; a second one stops at once.',
  doing: 'Training',
  can: { pause: true, finish: true },
  startedBy: 'page',
  alone: true,
  // One session.run of several steps cannot be interrupted; killed in it, a training would leave its checkpoint behind.
  cancelGraceMs: 15_000,
  fields: {
    images,
    latent: integer({
      title: 'Latent size',
      words: 'size of z',
      min: 1,
      max: 512,
      otherwise: FROM_IMAGES,
    }),
    out: path({
      title: 'Output',
      words: 'where the model folder is written',
      required: 'command',
      otherwise: "in the application's data folder",
      command: { metavariable: 'MODEL_DIR' },
    }),
    from: modelPath({
      title: 'Go on from',
      words:
        "a model that Hourglass trained, or a bundled model's name: its weights are trained further. Size of z, image side, channels and kind are its own, and images that were held out from it stay so",
      otherwise: 'a new network',
    }),
    name: text({
      title: 'Name',
      words: 'what the model is called',
      maxLength: 200,
      otherwise: 'after the folder',
    }),
    preset: choice({
      title: 'Effort',
      words: 'how long and how thoroughly',
      choices: PRESETS,
      choiceWords: {
        instant: 'linear, at once',
        quick: 'a first model',
        balanced: 'clearly closer',
        quality: 'as close as it gets',
      },
      otherwise: FROM_IMAGES,
    }),
    kind: choice({
      title: 'Kind',
      words: 'what is trained',
      choices: TRAINING_KINDS,
      choiceWords: {
        vae: 'VAE: new images can be drawn from it',
        ae: 'autoencoder: closest to the images',
        denoising: 'denoising autoencoder: noise added to the input only',
      },
      otherwise: FROM_IMAGES,
    }),
    architecture: choice({
      title: 'Architecture',
      words: 'kind of layers',
      choices: ARCHITECTURES,
      default: 'auto',
    }),
    size: integer({
      title: 'Image side',
      words: 'side of the square images',
      min: 8,
      max: 256,
      unit: 'pixels',
      offered: [16, 28, 32, 48, 64, 96, 128, 192, 256],
      otherwise: FROM_IMAGES,
    }),
    channels: choice({
      title: 'Channels',
      words: 'grey or colour',
      choices: [1, 3],
      choiceWords: { 1: '1, grey', 3: '3, colour' },
      otherwise: FROM_IMAGES,
    }),
    fit: choice({
      title: 'Fit',
      words: 'how images of another shape are brought to the square',
      choices: IMAGE_FITS,
      otherwise: 'cover, or as the model which is trained further',
    }),
    background: colour({
      title: 'Background',
      words: 'under transparent pixels and around contained images',
      otherwise: 'what transparent images stand out from best, else #000000',
    }),
    epochs: integer({
      title: 'Epochs',
      words: 'how often every image is seen',
      min: 1,
      max: 1_000_000,
      otherwise: 'from the preset',
    }),
    seconds: number({
      title: 'Stop after',
      words: 'time limit for the whole training',
      min: 1,
      max: 30 * 24 * 3600,
      unit: 'seconds',
      otherwise: 'no limit',
    }),
    seed: integer({
      title: 'Seed',
      words: 'of the split, the order and the weights',
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      default: 1,
    }),
    holdOut: number({
      title: 'Held out',
      words: 'share of the images that is never trained on',
      min: 0,
      max: 0.5,
      default: 0.1,
      command: { metavariable: 'SHARE' },
    }),
    batchSize: integer({
      title: 'Batch size',
      words: 'images in one step',
      min: 1,
      max: 4096,
      otherwise: 'from the preset',
    }),
    learningRate: number({
      title: 'Learning rate',
      words: 'of Adam, at its highest',
      min: 1e-7,
      max: 10,
      otherwise: 'from the preset',
    }),
    loss: choice({
      title: 'Loss',
      words: 'what the reconstruction is judged by',
      choices: LOSSES,
      choiceWords: { mse: 'Smallest error', sharp: 'Sharp edges' },
      otherwise: 'mse; that of the model that is trained further',
    }),
    beta: number({
      title: 'Beta',
      words: 'of a VAE: weight of the KL term',
      min: 0,
      max: 1000,
      otherwise: '1; that of the model that is trained further',
    }),
    freeBits: number({
      title: 'Free bits',
      words: 'of a VAE: nats per dimension that the KL term leaves free',
      min: 0,
      max: 10,
      otherwise: '0; those of the model that is trained further',
    }),
    noise: number({
      title: 'Noise',
      words: 'standard deviation of the noise added to the input, white being 1',
      min: 0,
      max: 1,
      otherwise: '0.2 for a denoising autoencoder, else 0',
    }),
    augmentation: group({
      title: 'Augmentation',
      words: 'random changes of every image each time it is seen',
      fields: {
        gentle: choice({
          title: 'Gentle changes',
          words:
            'small shifts, and mirroring where mirrored images look like the others; few images go further so',
          choices: GENTLE,
          default: 'auto',
          command: { flag: 'augment' },
        }),
        shift: number({
          title: 'Shift',
          words: 'largest shift as a share of the side',
          min: 0,
          max: 0.5,
          default: 0,
        }),
        flip: flag({ title: 'Mirror', words: 'mirror left to right, half of the time' }),
        rotateDeg: number({
          title: 'Rotation',
          words: 'largest rotation',
          min: 0,
          max: 180,
          unit: 'degrees',
          default: 0,
          command: { flag: 'rotate', metavariable: 'DEG' },
        }),
        brightness: number({
          title: 'Brightness',
          words: 'largest change of brightness, white being 1',
          min: 0,
          max: 1,
          default: 0,
        }),
      },
    }),
    provider,
  },
  subject: ({ name, images }) => name ?? `on ${nameOfPaths(images)}`,
  result: typeMark<TrainingResult>(),
  report: typeMark<TrainingReport>(),
  summary: ({ modelPath: written, heldOut, outcome, durationSeconds, epochs, stoppedBecause }) => {
    const warning = gainWarning(outcome);
    return [
      `Wrote ${written} after ${epochs} epochs, ${durationWords(durationSeconds)} (${stoppedBecause}).`,
      `Squared error per image: ${gainWords(outcome)}. PSNR ${heldOut.psnr.toFixed(1)} dB, SSIM ${heldOut.ssim.toFixed(3)}.`,
      ...(warning === null ? [] : [warning]),
    ].join('\n');
  },
});
