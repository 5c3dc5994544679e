/** Fields that operations share which take something of the open collection away. */
import * as v from 'valibot';
import { rowRangesSchema } from '../document.ts';
import type { RowRanges } from '../rowRanges.ts';
import { data } from './fields/groups.ts';
import { path } from './fields/paths.ts';
import { text } from './fields/texts.ts';

/** Where a collection is stored, and what it was opened from. */
export interface StorePlace {
  folder: string;
  /** Folders and files of images: nothing is written into them. */
  paths: readonly string[];
}

const ranges: v.GenericSchema<RowRanges> = rowRangesSchema;
const storePlaceSchema = v.custom<StorePlace>((value) => typeof value === 'object' && value !== null);
const STORE_WORDS = { title: 'Store', words: 'where the collection is stored: the engine says it' } as const;

/** The open collection, for an operation that does without one as well. */
export const maybeOfStore = {
  collection: text({
    title: 'Collection',
    words: 'id of the open collection',
    maxLength: 100,
    otherwise: 'none',
    command: null,
  }),
  store: data(storePlaceSchema, STORE_WORDS),
};

export const ofStore = {
  collection: text({
    title: 'Collection',
    words: 'id of the open collection',
    maxLength: 100,
    required: true,
    command: null,
  }),
  ranges: data(ranges, {
    title: 'Images',
    words: 'rows of the collection; those whose file is gone are left out',
    otherwise: 'all of them',
  }),
  store: data(storePlaceSchema, { ...STORE_WORDS, required: true }),
  folder: path({
    title: 'Folder',
    words: 'the folder it goes to, not one of the images that are open',
    required: true,
    command: null,
  }),
  name: text({
    title: 'Name',
    words: 'what it is called there; numbered where that name is taken',
    maxLength: 200,
    required: true,
    command: null,
  }),
};
