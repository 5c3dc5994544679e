import { expect, test } from 'vitest';
import { isReservedName, unreservedName } from './reservedName.ts';

test.each(['CON', 'nul', 'Aux.png', 'COM1', 'LPT1.txt', 'com0', 'lpt².tar.gz', 'PRN .jpg', 'conin$'])(
  '"%s" is reserved',
  (name) => {
    expect(isReservedName(name)).toBe(true);
    expect(unreservedName(name)).toBe(`_${name}`);
    expect(isReservedName(unreservedName(name))).toBe(false);
  },
);

test.each(['console', 'auxiliary.png', 'COM10', 'com', 'LPT', 'null.png', 'a.con', '_nul', ''])(
  '"%s" is free',
  (name) => {
    expect(unreservedName(name)).toBe(name);
  },
);
