import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NOTICES_PAGE, shippedPackages } from './thirdPartyNotices.ts';

// Licence texts of other platforms' packages are not on this machine: what every machine can check is the list.
test('THIRD-PARTY-NOTICES.md lists what package-lock.json ships; else run npm run generate:notices', async () => {
  const page = await readFile(NOTICES_PAGE, 'utf8');
  const listed = [...page.matchAll(/^\| (\S+) \| (\d[^ ]*) \|/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  );
  expect(listed).toEqual(shippedPackages().map(({ name, version }) => `${name} ${version}`));
  for (const word of ['libvips', 'LGPL', 'onnxruntime-node', 'svelte', 'three']) expect(page).toContain(word);
});
