import type { checkInput } from '../../protocol/operations/checkInput.ts';
import type { CommandDefinition } from '../../protocol/operations/defineOperation.ts';
import { choice, flag } from '../../protocol/operations/fields/choices.ts';
import { integer } from '../../protocol/operations/fields/numbers.ts';
import { imageSize } from '../../protocol/operations/fields/sizes.ts';
import { modelPath, path, paths } from '../../protocol/operations/fields/paths.ts';
import { objectSchema } from '../../protocol/operations/fields/groups.ts';
import { images, model, size } from '../../protocol/operations/imageFields.ts';
import { PROVIDER_CHOICES } from '../../protocol/provider.ts';

const fields = {
  images: paths({
    title: images.title,
    words: `${images.words}, to open`,
    otherwise: 'what was open last',
    command: { position: '[IMAGES…]' },
  }),
  model: modelPath({
    title: model.title,
    words: model.words,
    otherwise: 'the one that was open last',
    command: { metavariable: 'MODEL' },
  }),
  size: imageSize({
    title: size.title,
    words: `${size.words}; with --model`,
    otherwise: size.otherwise,
    command: size.command,
  }),
  browser: flag({ title: 'Browser', words: 'in the browser, even where Electron is present' }),
  noWindow: flag({ title: 'No window', words: 'serve and print the address, open nothing' }),
  port: integer({ title: 'Port', words: 'port to listen on', min: 0, max: 65_535, otherwise: 'a free one' }),
  data: path({
    title: 'Data folder',
    words: 'where collections and settings are kept',
    otherwise: "the application's data folder",
    command: { metavariable: 'FOLDER' },
  }),
  provider: choice({
    title: 'Execution provider',
    words: 'what computes',
    choices: PROVIDER_CHOICES,
    otherwise: 'as it was last',
  }),
  verbose: flag({ title: 'Verbose', words: 'show what the engine and its libraries print' }),
};

type Openable = CommandDefinition<typeof fields> & Parameters<typeof checkInput<typeof fields>>[0];

/** `hourglass open`: no operation, but a verb as the others are. scripts/launch.ts carries it out. */
export const openCommand = {
  verb: 'open',
  title: 'Open the app',
  words: 'Opens the app; what npm start runs.',
  fields,
  inputSchema: objectSchema(fields),
  check: ({ model: given, size: asked }, nameOf) =>
    asked !== undefined && given === undefined
      ? `${nameOf(['size'])} belongs to a model: name it with ${nameOf(['model'])}.`
      : null,
} satisfies Openable;
