import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const LIBRARY = 'libvulkan.so.1';
const FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib', '/lib64', '/run/opengl-driver/lib'];

/**
 * Whether this Linux machine has the Vulkan loader, without which WebGPU cannot begin: asked for once it is missing, Dawn
 * writes a warning of its own to the terminal and takes its time.
 */
export function hasVulkanLoader(libraryPath = process.env['LD_LIBRARY_PATH'] ?? ''): boolean {
  return isInFolders(libraryPath) || isKnownToLinker();
}

function isInFolders(libraryPath: string): boolean {
  const named = libraryPath.split(delimiter).filter(Boolean);
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  return [...named, ...FOLDERS, join('/usr/lib', triplet)].some((folder) =>
    existsSync(join(folder, LIBRARY)),
  );
}

function isKnownToLinker(): boolean {
  // By its path: it is not in everyone's PATH.
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return known.status === 0 && known.stdout.includes(LIBRARY);
}
