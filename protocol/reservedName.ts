/**
 * Names of devices on Windows, in any case, with whatever extension and with spaces before it:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;

/** Whether no file or folder can be called this on Windows, to where it may be carried from any system: 'aux.png'. */
export const isReservedName = (name: string): boolean => RESERVED.test(name);

/** The name, or '_aux.png' for one that is reserved. */
export const unreservedName = (name: string): string => (isReservedName(name) ? `_${name}` : name);
