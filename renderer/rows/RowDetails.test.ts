import { expect, it } from 'vitest';
import { RowDetails } from './RowDetails.ts';
import type { PointDetails } from '../../protocol/collection.ts';

/** Details of a collection whose engine answers when it is told to. */
function withAnswers() {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const details = new RowDetails((index) => {
    asked.push(index);
    const { promise, resolve, reject } = Promise.withResolvers<PointDetails>();
    answers.push(() =>
      index < 0
        ? reject(new Error('gone'))
        : resolve({
            index,
            name: `${details.collectionId}/${index}.png`,
            path: '',
            z: [],
            isGone: false,
            values: {},
          }),
    );
    return promise;
  });
  details.reset('a', '1');
  const answer = async () => {
    for (const each of answers.splice(0)) each();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { details, asked, answer };
}

it('calls an image by its number until its name is here, and asks for that once', async () => {
  const { details, asked, answer } = withAnswers();
  expect([details.nameOf(4), asked]).toEqual(['image 5', []]);
  expect([details.askedName(4), details.askedName(4)]).toEqual(['image 5', 'image 5']);
  await answer();
  expect([details.nameOf(4), details.askedName(4), asked]).toEqual(['a/4.png', 'a/4.png', [4]]);
  // Other values of the row, the same name.
  details.reset('a', '2');
  expect([details.askedName(4), asked]).toEqual(['a/4.png', [4]]);
});

it('takes no name for an image of another collection, and one that cannot be had is no failure', async () => {
  const { details, asked, answer } = withAnswers();
  details.askedName(4);
  details.reset('b', '1');
  await answer();
  expect(details.nameOf(4)).toBe('image 5');
  details.askedName(-1);
  await answer();
  expect([details.askedName(-1), asked]).toEqual(['image 0', [4, -1, -1]]);
});
