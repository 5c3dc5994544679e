import type { EngineError } from '../../../protocol/EngineError.ts';
import { DEFAULT_PREFERENCES } from '../../../protocol/preferences.ts';
import { PreferencesFile } from '../../../engine/workspace/PreferencesFile.ts';
import { emptySession, withSum, type SavedSession } from '../../../engine/workspace/SavedSession.ts';
import { SessionFile } from '../../../engine/workspace/SessionFile.ts';
import type { FuzzTarget } from '../FuzzTarget.ts';
import { mutateJson } from '../mutateJson.ts';

const SESSION: SavedSession = {
  ...emptySession(),
  model: { path: 'digits' },
  collection: { id: 'c0ffee-1', paths: ['/pictures'], name: 'pictures', samplesOf: null, sampled: false },
  recent: [
    {
      kind: 'images',
      path: '/pictures',
      paths: ['/pictures'],
      name: 'pictures',
      openedAt: '2026-01-01T00:00:00Z',
    },
    { kind: 'bundled', path: 'digits', name: 'Digits', openedAt: '2026-01-01T00:00:00Z' },
  ],
};

/** What was open last, and how a person likes the window. */
export const target: FuzzTarget = {
  name: 'session',
  make: (random) => ({
    'session.json': mutateJson(random, withSum(SESSION)),
    'preferences.json': mutateJson(random, DEFAULT_PREFERENCES),
  }),
  run: async (_input, folder) => {
    const told: { message: string }[] = [];
    const onFailure = ({ message }: EngineError) => void told.push({ message });
    const session = new SessionFile(folder, onFailure);
    await session.read();
    await session.isWhole();
    session.remember({ kind: 'model', path: '/m', name: 'm' });
    await session.save();
    const preferences = new PreferencesFile(folder, onFailure);
    await preferences.read();
    await preferences.change({ theme: 'light' });
    return told;
  },
};
