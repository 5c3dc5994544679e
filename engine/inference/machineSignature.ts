import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { env } from 'onnxruntime-node';

/**
 * What a choice of provider depends on besides the model: runtime, system, processor, graphics driver. A change of any
 * makes the choice be measured again.
 */
export function machineSignature(): string {
  const parts = [
    env.versions.node ?? env.versions.common,
    process.platform,
    process.arch,
    os.release(),
    os.cpus()[0]?.model ?? '',
    String(os.availableParallelism()),
    ...graphicsDriver(),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** On macOS the driver is part of the system, which os.release() covers. */
function graphicsDriver(): string[] {
  if (process.platform === 'win32') {
    // Installing a driver adds to this folder.
    return [modified(`${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\DriverStore\\FileRepository`)];
  }
  if (process.platform !== 'linux') return [];
  return [
    content('/proc/driver/nvidia/version'),
    process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES'] ?? '',
    ...['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].flatMap((folder) =>
      names(folder).map((name) => `${name} ${modified(`${folder}/${name}`)}`),
    ),
  ];
}

const quietly = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};
const content = (path: string) => quietly(() => readFileSync(path, 'utf8'), '');
const modified = (path: string) => quietly(() => String(statSync(path).mtimeMs), '');
const names = (folder: string) => quietly(() => readdirSync(folder).sort(), []);
