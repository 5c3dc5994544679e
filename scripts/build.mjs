/** `npm run build`: installs and builds whatever is missing or stale. */
import { ensureBuilt, ensureInstalled } from './setup.mjs';

ensureInstalled();
ensureBuilt();
