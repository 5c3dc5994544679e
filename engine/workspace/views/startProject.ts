import { EngineError } from '../../../protocol/EngineError.ts';
import { OPERATIONS } from '../../../protocol/operations/index.ts';
import { PARAMETERS_OF, project } from '../../../protocol/operations/project.ts';
import { METHOD_TITLES } from '../../../protocol/projection.ts';
import { checkedInput } from '../../operations/checkedInput.ts';
import { startOperation } from '../../operations/startOperation.ts';
import type { JobList } from '../JobList.ts';
import type { OpenCollection } from '../OpenCollection.ts';

/**
 * Computes a view of the open collection: rows go where the job has them as it refines. Finished or stopped, it is kept;
 * cancelled or failed, the view before it is shown again.
 * @param given what the page sent
 * @returns the job's id, which is the view's as well
 * @throws EngineError 'bad-request' for an input that is none, for a collection that is no longer open, and for PCA
 */
export function startProject(jobs: JobList, open: OpenCollection, given: object): string {
  const store = { folder: open.store.folder, paths: [...open.info.paths] };
  const input = checkedInput(OPERATIONS.project, { ...given, store });
  if (input.collection !== open.id) {
    throw new EngineError('bad-request', 'Another collection is open by now; choose again what to project.');
  }
  const { method, dims, seed } = input;
  if (method === 'pca') {
    throw new EngineError('bad-request', 'PCA needs no computing here: choose its components as axes.');
  }
  const parameters = PARAMETERS_OF[method].map(
    (name) => `${project.fields[name].title.toLowerCase()} ${input[name]}`,
  );
  const title = `${METHOD_TITLES[method]}${dims === 2 ? ' 2D' : ''}`;
  const words = [METHOD_TITLES[method], `${dims}D`, ...parameters, `seed ${seed}`].join(', ');
  let rows = new Uint32Array(0);
  let refined: Promise<unknown> = Promise.resolve();
  const { id, done } = startOperation(jobs, 'project', input, {
    subject: `${open.store.info.name} by ${METHOD_TITLES[method]}`,
    onMessage: (message) => {
      rows = message.rows ?? rows;
      refined = refined.then(() => open.views.refine(id, rows, message.positions));
      // The collection was closed meanwhile: its view goes with it.
      refined.catch(() => {});
    },
  });
  open.views.begin(id, { method, dims, title, words });
  const end = (keptWords: string | null) => refined.catch(() => {}).then(() => open.views.end(id, keptWords));
  done
    .then(
      async ({ trustworthiness, isCutShort }) => {
        const kept = trustworthiness === null ? [] : [`trustworthiness ${trustworthiness.toFixed(3)}`];
        await end([words, ...(isCutShort ? ['stopped early'] : []), ...kept].join(', '));
        // What it made is in the list of projections.
        jobs.dismiss(id);
      },
      () => end(null),
    )
    .catch(() => {});
  return id;
}
