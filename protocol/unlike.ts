/** A model draws images so much worse than those it learned from that this is remarked on. */
export interface UnlikeRemark {
  /** The error of its reconstructions over that of the images held out from its training; null where its description does not state that. */
  times: number | null;
}

/** The remark for a person: one line. */
export function unlikeWords({ times }: UnlikeRemark): string {
  return times === null
    ? 'These images seem unlike those the model learned from: it draws them no better than the average of them would.'
    : `These images are unlike those the model learned from: it draws them ${timesWords(times)} times worse than its own.`;
}

/** '3.7', '25', '1,204' */
const timesWords = (times: number): string =>
  times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString('en');
