/**
 * Everything a person can do by a name, declared once: the desktop's menu, the palette, the shortcut sheet, the buttons'
 * tooltips and docs/commands.md read this table. What a command does, and when it is possible, is its feature's to say.
 */
export const COMMAND_GROUPS = [
  'Open',
  'Take away',
  'Edit',
  'Points',
  'Select',
  'Colours',
  'View',
  'Jobs',
  'Help',
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export const MENUS = ['File', 'Edit', 'View', 'Help'] as const;
export type MenuName = (typeof MENUS)[number];

interface CommandSpec {
  id: string;
  group: CommandGroup;
  /** What it is called where it stands in a list. Ends in '…' when it asks for more before it does anything. */
  title: string;
  /** What it does, in a sentence: the tooltip. */
  words: string;
  /** Shortcuts: 'Mod+Shift+Z', 'F', '?'. Mod is Ctrl, or Cmd on a Mac. The first is the one that is shown. */
  keys?: readonly string[];
  /** In the desktop's menu; commands of one menu stand in the table's order. */
  menu?: MenuName;
  /** Also while a dialog is open. */
  overDialogs?: true;
  /** Its key is first of all the text's: in a field one types in, or also wherever text is selected. */
  textFirst?: 'typed' | 'selected';
}

/** In the order in which the palette shows them. */
export const COMMANDS = [
  {
    id: 'open-images',
    group: 'Open',
    title: 'Open images…',
    words: 'Open folders of images, image files or arrays in place of what is open',
    keys: ['Mod+O'],
    menu: 'File',
  },
  {
    id: 'add-images',
    group: 'Open',
    title: 'Add images to this collection…',
    words: 'Encode more images into the open collection',
  },
  {
    id: 'open-model',
    group: 'Open',
    title: 'Open model…',
    words: 'Open a model folder or an .onnx file; the open images are encoded again through it',
    keys: ['Mod+Shift+O'],
    menu: 'File',
  },
  {
    id: 'forget-waiting',
    group: 'Open',
    title: 'Let the waiting images go',
    words: 'Open no model with the images that wait for one; they stay among what was opened lately',
  },
  {
    id: 'open-document',
    group: 'Open',
    title: 'Open a .hourglass file…',
    words: 'Open a saved document together with the model and the images it was made on',
    menu: 'File',
  },
  {
    id: 'save-document',
    group: 'Open',
    title: 'Save as a .hourglass file…',
    words: 'Save points, paths, names, filters, colours and view as a file that can be opened again',
    keys: ['Mod+Shift+S'],
    menu: 'File',
  },
  {
    id: 'save-dimension-names',
    group: 'Open',
    title: 'Save the names of dimensions in the model',
    words:
      'Write the names that you gave to dimensions of z into model.json, so that they are there wherever the model is opened',
  },
  {
    id: 'model-card',
    group: 'Open',
    title: 'About this model…',
    words: 'How good the open model is, as its training measured it, with pictures of it',
  },
  {
    id: 'train-further',
    group: 'Open',
    title: 'Train further…',
    words: 'Train the open model on, with the same or other images; what was held out from it stays so',
  },
  {
    id: 'train',
    group: 'Open',
    title: 'Train on my images…',
    words: 'Train an autoencoder on images of your own',
    keys: ['Mod+T'],
    menu: 'File',
  },
  {
    id: 'fit-model',
    group: 'Open',
    title: 'Fit a model to these images',
    words: 'Fit a linear model to the images in a few seconds, in place of the one they are seen through',
  },
  {
    id: 'improve-model',
    group: 'Open',
    title: 'Improve the model',
    words:
      'Train on from the instant model, on the same images with the same z: about a minute, and never worse than PCA',
  },
  {
    id: 'see-through',
    group: 'Open',
    title: 'See these images through a bundled model',
    words: 'See your images through one of the models that come with Hourglass',
  },
  {
    id: 'open-bundled',
    group: 'Open',
    title: 'Open a bundled collection',
    words: 'Open one of the models that come with Hourglass, with its sample images',
  },
  {
    id: 'model-json',
    group: 'Open',
    title: 'Correct the description of the model…',
    words: 'See what was read from the graph, correct it, and save it as model.json',
  },
  {
    id: 'unreadable',
    group: 'Open',
    title: 'Files that could not be read…',
    words: 'List the files that could not be read, each with the reason',
  },
  {
    id: 'export',
    group: 'Take away',
    title: 'Take away…',
    words: 'Write z and columns as a file, copy images into folders, or list their paths',
    keys: ['Mod+E'],
    menu: 'File',
  },
  {
    id: 'save-scene',
    group: 'Take away',
    title: 'Save the scene as a picture…',
    words: 'Save what the scene shows as a PNG of any size, with its legend',
    keys: ['Mod+Shift+E'],
    menu: 'File',
  },
  {
    id: 'save-pictures',
    group: 'Take away',
    title: 'Save decoded points as pictures…',
    words:
      'Save decoded points, or images through the model, as a PNG: one enlarged, several as a strip or a grid',
    menu: 'File',
  },
  {
    id: 'save-png',
    group: 'Take away',
    title: 'Save the selected point as PNG',
    words: 'Save what the decoder draws at the selected point, in the model’s own size',
    keys: ['Mod+S'],
  },
  {
    id: 'copy-image',
    group: 'Take away',
    title: 'Copy the selected image',
    words:
      'Put the selected point’s picture, or the image as the model sees it, on the clipboard, in the model’s own size',
    keys: ['Mod+C'],
    textFirst: 'selected',
  },
  {
    id: 'export-path',
    group: 'Take away',
    title: 'Take the path away as a film…',
    words: 'Write what the decoder draws along the path: GIF, WebP, MP4, PNG files or a contact sheet',
    menu: 'File',
  },
  {
    id: 'save-path',
    group: 'Take away',
    title: 'Save the path as JSON',
    words: 'Save keyframes and times as a path.json, which hourglass interpolate takes',
  },
  {
    id: 'undo',
    group: 'Edit',
    title: 'Undo',
    words: 'Take back the last edit',
    keys: ['Mod+Z'],
    menu: 'Edit',
  },
  {
    id: 'redo',
    group: 'Edit',
    title: 'Redo',
    words: 'Do again what was taken back',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    menu: 'Edit',
  },
  {
    id: 'history',
    group: 'Edit',
    title: 'History…',
    words: 'See what was done, and go back to any step of it',
    keys: ['Mod+Alt+Z'],
    menu: 'Edit',
  },
  {
    id: 'new-point',
    group: 'Points',
    title: 'New point at the mean of the data',
    words: 'Add a decoded point in the middle of the data',
    keys: ['N'],
  },
  {
    id: 'surprise-me',
    group: 'Points',
    title: 'Surprise me',
    words: 'A point wanders through the latent space from sample to sample until Esc or a drag ends it',
    keys: ['W'],
  },
  {
    id: 'keep-this',
    group: 'Points',
    title: 'Keep this',
    words: 'Keep a decoded point where the wandering one is now',
    keys: ['Shift+W'],
  },
  {
    id: 'new-direction',
    group: 'Points',
    title: 'New direction…',
    words: 'Keep what makes the difference between two groups of images as a direction to move points along',
    keys: ['Shift+D'],
  },
  {
    id: 'apply-direction',
    group: 'Points',
    title: 'Move the selected images along a direction',
    words: 'Add decoded points: the selected images, each moved from the one mean to the other',
  },
  {
    id: 'delete-direction',
    group: 'Points',
    title: 'Delete a direction',
    words: 'Take a direction off the list; points stay where they are',
  },
  {
    id: 'latent-arithmetic',
    group: 'Points',
    title: 'Latent arithmetic: a − b + c…',
    words: 'Add a decoded point at what one has beyond another, added to a third',
  },
  {
    id: 'average-selected',
    group: 'Points',
    title: 'Average the selected images',
    words: 'Add a decoded point at the mean z of the selected images',
    keys: ['M'],
  },
  {
    id: 'add-keyframe',
    group: 'Points',
    title: 'Add to the path',
    words: 'Add the selected images, or the selected point, to the path as keyframes',
    keys: ['K'],
  },
  {
    id: 'morph-to',
    group: 'Points',
    title: 'Morph from one to the other',
    words:
      'A new path from one of two picked images or points to the other, or from one that was dragged to the one it lies on',
    keys: ['Shift+K'],
  },
  { id: 'new-path', group: 'Points', title: 'New path', words: 'Begin another path, without keyframes yet' },
  {
    id: 'choose-path',
    group: 'Points',
    title: 'Show another path',
    words: 'Choose which of the paths is on the timeline and in the scene',
  },
  {
    id: 'delete-path',
    group: 'Points',
    title: 'Delete a path',
    words: 'Take a path away; the images and points that it goes through stay',
  },
  {
    id: 'play-path',
    group: 'View',
    title: 'Play the path',
    words: 'Play what the decoder draws along the path, or pause',
    keys: ['Space'],
  },
  {
    id: 'link-neighbours',
    group: 'View',
    title: 'Lines to the nearest images',
    words: 'Draw lines from what is selected to the images nearest to it in z, or no longer',
    keys: ['L'],
  },
  {
    id: 'draw',
    group: 'Points',
    title: 'Draw an image',
    words: 'Draw, paste or take an image, and see its point move among the others as you do',
    keys: ['B'],
    menu: 'View',
  },
  {
    id: 'fit-z',
    group: 'Points',
    title: 'Fit z to an image',
    words:
      'Look for the z that the decoder draws an image nearest from, step by step from where the encoder puts it',
  },
  {
    id: 'stay-near-data',
    group: 'Points',
    title: 'Keep points near the data',
    words: 'A point in the hand keeps to where images are, or goes where the hand goes',
    keys: ['D'],
  },
  {
    id: 'delete-point',
    group: 'Points',
    title: 'Delete the selected point',
    words: 'Delete the selected decoded point',
    keys: ['Delete', 'Backspace'],
  },
  {
    id: 'next',
    group: 'Select',
    title: 'Select the next point',
    words:
      'Select the next point: decoded points first, then images; while images are shown in order, the next in that',
    keys: [']'],
  },
  {
    id: 'previous',
    group: 'Select',
    title: 'Select the previous point',
    words: 'Select the previous point',
    keys: ['['],
  },
  {
    id: 'next-nearest',
    group: 'Select',
    title: 'Select the next nearest image',
    words: 'Walk from the selected point to the images nearest to it in z, farther with every step',
    keys: ['.'],
  },
  {
    id: 'previous-nearest',
    group: 'Select',
    title: 'Select the previous nearest image',
    words: 'Walk back towards the point where the walk by distance began',
    keys: [','],
  },
  {
    id: 'view-large',
    group: 'Select',
    title: 'View large',
    words: 'See the selected image, its reconstruction and their difference as large as the window',
    keys: ['V'],
    menu: 'View',
  },
  {
    id: 'mark-for-comparison',
    group: 'Select',
    title: 'Compare with another',
    words: 'Mark the selected image or point; pressed again on another one, put the two side by side',
    keys: ['C'],
  },
  {
    id: 'compare',
    group: 'Select',
    title: 'Compare two',
    words: 'See two picked images or points side by side, with their difference, as large as the window',
    menu: 'View',
  },
  {
    id: 'clear-selection',
    group: 'Select',
    title: 'Clear the selection',
    words: 'Take back the move in progress, else dismiss the message, else select nothing',
    keys: ['Escape'],
  },
  {
    id: 'select-shown',
    group: 'Select',
    title: 'Select everything shown',
    words: 'Select every image that filters, search and hiding leave',
    keys: ['Mod+A'],
    textFirst: 'typed',
    menu: 'Edit',
  },
  {
    id: 'invert-selection',
    group: 'Select',
    title: 'Invert the selection',
    words: 'Select every shown image that is not selected',
    keys: ['Mod+Shift+I'],
    menu: 'Edit',
  },
  {
    id: 'hide-selected',
    group: 'Select',
    title: 'Hide the selected images',
    words: 'Hide the selected images until everything is shown again',
    keys: ['H'],
    menu: 'View',
  },
  {
    id: 'isolate-selected',
    group: 'Select',
    title: 'Show the selected images alone',
    words: 'Hide every image that is not selected',
    keys: ['I'],
    menu: 'View',
  },
  {
    id: 'tag-selected',
    group: 'Select',
    title: 'Tag the selected images…',
    words: 'Give the selected images a tag, to colour and filter by',
    keys: ['G'],
    menu: 'Edit',
  },
  {
    id: 'remove-tag',
    group: 'Select',
    title: 'Remove a tag',
    words: 'Take a tag from all images that have it',
  },
  {
    id: 'colour-by',
    group: 'Colours',
    title: 'Colour by a column',
    words: 'Choose what colours the points: labels, metadata, measures or tags',
  },
  {
    id: 'statistics',
    group: 'Colours',
    title: 'Measure all images',
    words: 'Statistics of every image: brightness, contrast, sharpness, colourfulness, reconstruction error',
    menu: 'View',
  },
  {
    id: 'show-all',
    group: 'Colours',
    title: 'Show all',
    words: 'Show everything again: no label, value or image is hidden',
  },
  {
    id: 'new-projection',
    group: 'View',
    title: 'New projection…',
    words: 'See z laid out another way: UMAP, t-SNE, PaCMAP, or along axes of your choice',
    keys: ['P'],
    menu: 'View',
  },
  {
    id: 'show-projection',
    group: 'View',
    title: 'Show a projection',
    words: 'See z in one of the projections there are',
  },
  {
    id: 'remove-projection',
    group: 'View',
    title: 'Remove a projection',
    words: 'Take a projection away; it can be computed again',
  },
  {
    id: 'frame-all',
    group: 'View',
    title: 'Frame all points',
    words: 'Show all points, from where one looks now',
    keys: ['F'],
    menu: 'View',
  },
  {
    id: 'fly-to',
    group: 'View',
    title: 'Fly to the selected point',
    words: 'Bring the selected point near',
    keys: ['Enter'],
  },
  {
    id: 'order-by',
    group: 'View',
    title: 'Show the images in order',
    words: 'Show the images as a strip, in order of a column, of their names, or of their distance in z',
  },
  {
    id: 'find-directions',
    group: 'View',
    title: 'Directions here',
    words: 'Find the directions along which the image changes most around what is selected, or no longer',
  },
  {
    id: 'traverse',
    group: 'View',
    title: 'Show traversals',
    words: 'How the image changes along each dimension of z, around what is selected',
    menu: 'View',
  },
  {
    id: 'generate',
    group: 'View',
    title: 'Generate new images',
    words: 'Draw new images: from the prior, from what is fitted to the images, or around a point',
    keys: ['Shift+G'],
    menu: 'View',
  },
  {
    id: 'manifold',
    group: 'View',
    title: 'Show the manifold',
    words: 'A plane of the latent space as images, as large as the window, to pan and zoom',
    keys: ['Shift+M'],
  },
  {
    id: 'show-paths',
    group: 'View',
    title: 'Show the path',
    words: 'Keyframes on a timeline, and what the decoder draws between them',
    menu: 'View',
  },
  { id: 'zoom-in', group: 'View', title: 'Zoom in', words: 'Go nearer', keys: ['+', '='] },
  { id: 'zoom-out', group: 'View', title: 'Zoom out', words: 'Go further away', keys: ['-'] },
  {
    id: 'toggle-thumbnails',
    group: 'View',
    title: 'Thumbnails or points',
    words: 'Show images in the scene, or coloured points',
    keys: ['T'],
    menu: 'View',
  },
  {
    id: 'toggle-theme',
    group: 'View',
    title: 'Dark or light',
    words: 'Change between the dark and the light theme',
    menu: 'View',
  },
  {
    id: 'toggle-panels',
    group: 'View',
    title: 'Fold or unfold the panels',
    words: 'Fold all panels away, or bring them back',
    keys: ['Mod+B'],
    menu: 'View',
  },
  {
    id: 'settings',
    group: 'View',
    title: 'Settings…',
    words: 'Provider, image fit, background, theme',
    keys: ['Mod+,'],
    menu: 'View',
  },
  {
    id: 'provider',
    group: 'View',
    title: 'Explain the execution provider…',
    words: 'See which execution providers were tried, and why this one is in use',
  },
  {
    id: 'pause-job',
    group: 'Jobs',
    title: 'Pause or resume a job',
    words: 'Pause a running job, or let a paused one go on',
  },
  {
    id: 'finish-job',
    group: 'Jobs',
    title: 'Finish a job now',
    words: 'End a job now and keep the best it has come to',
  },
  { id: 'cancel-job', group: 'Jobs', title: 'Cancel a job', words: 'End a job and drop what it was making' },
  {
    id: 'continue-job',
    group: 'Jobs',
    title: 'Continue a job that was cut short',
    words: 'Go on where the job was when its process ended',
  },
  {
    id: 'save-model-elsewhere',
    group: 'Jobs',
    title: 'Save the trained model elsewhere…',
    words: 'Choose another folder for a trained model that could not be written',
  },
  {
    id: 'retry-saving-model',
    group: 'Jobs',
    title: 'Try again to save the trained model',
    words: 'Write the trained model to the same place once more',
  },
  {
    id: 'dismiss-job',
    group: 'Jobs',
    title: 'Dismiss a job',
    words: 'Take a job that has ended off the list',
  },
  {
    id: 'command-palette',
    group: 'Help',
    title: 'Command palette',
    words: 'Find any command by a part of its name',
    keys: ['Mod+K'],
    menu: 'Help',
    overDialogs: true,
  },
  {
    id: 'shortcuts',
    group: 'Help',
    title: 'Keyboard and mouse',
    words: 'List what keys and mouse do',
    keys: ['?'],
    menu: 'Help',
  },
] as const satisfies readonly CommandSpec[];

export type CommandId = (typeof COMMANDS)[number]['id'];

/** One entry of the table. */
export type Command = CommandSpec & { id: CommandId };

/** The table, for whoever wants every field of an entry whether it has it or not. */
export const ALL_COMMANDS: readonly Command[] = COMMANDS;

export function commandOf(id: CommandId): Command {
  const command = ALL_COMMANDS.find((each) => each.id === id);
  if (!command) throw new Error(`There is no command "${id}" in protocol/commands.ts.`);
  return command;
}

/** The id of a command that comes from elsewhere, or null where it is none. */
export function asCommandId(value: unknown): CommandId | null {
  return COMMANDS.find(({ id }) => id === value)?.id ?? null;
}
