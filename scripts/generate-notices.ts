/**
 * Writes THIRD-PARTY-NOTICES.md, to be run when package-lock.json has changed:
 *
 *   npm run generate:notices
 */
import { writeFile } from 'node:fs/promises';
import { NOTICES_PAGE, thirdPartyNotices } from './thirdPartyNotices.ts';

await writeFile(NOTICES_PAGE, thirdPartyNotices());
