import { totalmem } from 'node:os';
import { residentBytes } from './residentBytes.ts';

const INTERVAL_MS = 200;
/** While a model is read: two files of 2 GB at most, and what they are read into. */
const READING_BYTES = 6 * 2 ** 30;
/** What Node, ONNX Runtime and a provider's libraries hold by themselves, and images on their way. */
const BASE_BYTES = 2 * 2 ** 30;
/** The weights are held as read, rewritten, in a session, and once more for each provider that is tried. */
const COPIES = 8;
/** The system and everything else that runs need the rest. */
const MOST_OF_TOTAL = 0.75;

/**
 * Looks at a process's memory until it is over its limit, and then calls onExcess once. Where the system does not tell
 * (Windows) nothing is watched.
 * @param fixedBytes a limit in place of the one that follows from the model's size
 */
export function watchMemory(
  pid: number,
  fixedBytes: number | undefined,
  onExcess: (limitBytes: number) => void,
): { allowFor(modelBytes: number): void; end(): void } {
  const limitOf = (bytes: number) => fixedBytes ?? Math.min(bytes, MOST_OF_TOTAL * totalmem());
  let limitBytes = limitOf(READING_BYTES);
  let timer: NodeJS.Timeout | null = null;
  let isEnded = false;
  const look = async () => {
    const bytes = await residentBytes(pid);
    if (isEnded || bytes === null) return;
    if (bytes > limitBytes) onExcess(limitBytes);
    else timer = setTimeout(() => void look(), INTERVAL_MS);
  };
  void look();
  return {
    allowFor: (modelBytes) => {
      limitBytes = limitOf(BASE_BYTES + COPIES * modelBytes);
    },
    end: () => {
      isEnded = true;
      if (timer) clearTimeout(timer);
    },
  };
}
