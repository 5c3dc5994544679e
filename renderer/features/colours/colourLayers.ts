import { NO_CODE } from '../../../protocol/columns.ts';
import { columnLook } from '../../columns/columnLook.ts';
import type { SceneLayer } from '../Feature.ts';

/** The colour of every point, by the column that colours them. */
export const colourLayer: SceneLayer = (scene, { columns, document, preferences, rows }) => {
  const name = document.colorBy;
  const info = name === null ? null : columns.info(name);
  const values = info && columns.values(info.name);
  const count = rows.loadedCount;
  if (!info || !values) {
    scene.setPalette([]);
    scene.setSlots(0, new Uint16Array(count).fill(NO_CODE));
    return;
  }
  const { colors, slots } = columnLook(info, values, preferences.theme);
  scene.setPalette(colors);
  scene.setSlots(0, slots.subarray(0, count));
};

/** Which points are shown and which selected: filters, search, hiding and selection, in one byte a row. */
export const flagsLayer: SceneLayer = (
  scene,
  { columns, comparison, document, flags, rows, search, workspace },
) => {
  const { collection } = workspace;
  void rows.statesVersion;
  search.search(document.search, `${collection?.id} ${collection?.count} ${collection?.revision}`);
  flags.update({
    count: rows.loadedCount,
    states: rows.states(),
    columns,
    document,
    found: search.found,
    compared: comparison.pair?.a.kind === 'image' ? comparison.pair.a.index : null,
  });
  scene.setFlags(0, flags.flags);
};
