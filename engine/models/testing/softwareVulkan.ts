import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Where Chromium and Chrome lie when they are installed; each brings SwiftShader, a Vulkan driver in software. */
const FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium.org/chromium',
];

/** The environment in which WebGPU runs without a graphics card, or null where no browser brings a driver. */
export function softwareVulkan(): NodeJS.ProcessEnv | null {
  const folder = FOLDERS.find((each) => existsSync(join(each, 'vk_swiftshader_icd.json')));
  if (process.platform !== 'linux' || folder === undefined) return null;
  return {
    ...process.env,
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
    // The browser's own Vulkan loader, for machines that have none installed.
    LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], folder].filter(Boolean).join(':'),
    XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? tmpdir(),
  };
}
