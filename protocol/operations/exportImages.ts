import * as v from 'valibot';
import type { UnreadableFile } from '../collection.ts';
import { counted } from '../words.ts';
import { defineOperation, typeMark } from './defineOperation.ts';
import { choice } from './fields/choices.ts';
import { data } from './fields/groups.ts';
import { ofStore } from './storeFields.ts';

/** What decides the folder of an image: the values of a column, or a person's tags, of which an image may have several. */
const sorting = v.variant('kind', [
  v.object({ kind: v.literal('column'), name: v.string() }),
  v.object({ kind: v.literal('tags') }),
]);
export type ImageSorting = v.InferOutput<typeof sorting>;

export interface ExportImagesResult {
  /** The folder. */
  out: string;
  /** Images that are in it; one with several tags counts once. */
  count: number;
  /** Files made, by kind. */
  copied: number;
  linked: number;
  /** Rows of arrays, written as PNG. */
  drawn: number;
  /** Images that are not, and why; a page is told of the first. */
  unreadable: UnreadableFile[];
  leftOut: number;
}

export const exportImages = defineOperation({
  name: 'exportImages',
  verb: null,
  title: 'Take images away',
  words:
    'Copies or links the files of images of the open collection into a new folder, sorted into sub-folders.',
  doing: 'Putting images into',
  can: { pause: false, finish: false },
  startedBy: 'page',
  alone: true,
  // It removes what it has made.
  cancelGraceMs: 60_000,
  check: ({ name }, nameOf) => (name.trim() === '' ? `${nameOf(['name'])} is missing.` : null),
  fields: {
    ...ofStore,
    by: data(sorting, {
      title: 'Into folders by',
      words: 'a column of categories, or tags',
      otherwise: 'no folders',
    }),
    how: choice({
      title: 'How',
      words: 'what each file becomes',
      choices: ['copy', 'hard-link', 'symbolic-link'],
      choiceWords: {
        copy: 'Each file is copied: the folder stands alone and takes as much space again.',
        'hard-link':
          'Each file gets a second name here and takes no space: it stays when the original is deleted, and an edit shows in both. On another disk it is copied.',
        'symbolic-link':
          'A pointer to each file is made: it takes no space, and leads nowhere when the original is moved or deleted.',
      },
      default: 'copy',
      command: null,
    }),
  },
  subject: ({ name }) => name,
  result: typeMark<ExportImagesResult>(),
  report: typeMark<null>(),
  summary: ({ out, count, copied, linked, drawn, leftOut }) => {
    const parts = [
      ...(copied > 0 ? [`${counted(copied, 'file')} copied`] : []),
      ...(linked > 0 ? [`${counted(linked, 'file')} linked`] : []),
      ...(drawn > 0 ? [`${counted(drawn, 'row')} of arrays written as PNG`] : []),
      ...(leftOut > 0 ? [`${counted(leftOut, 'image')} left out`] : []),
    ];
    return `${counted(count, 'image')} in ${out}: ${parts.join(', ')}`;
  },
});
