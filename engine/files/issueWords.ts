import * as v from 'valibot';
import { clipped } from '../../protocol/clipped.ts';

/** A text that is met where something else is expected may be megabytes long. */
const MAX_CHARACTERS = 100;

/** What is wrong in a value that a schema refuses, in about 100 characters: "points.0.z: Expected …". */
export function issueWords(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue);
  return clipped(`${where ? `${where}: ` : ''}${issue.message}`, MAX_CHARACTERS);
}
