/**
 * What every command needs first: the packages, the project's own Node 26, the built page and shell.
 * Plain JavaScript on Node's own modules only, since a fresh clone has nothing else and may have Node 20.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const isWindows = process.platform === 'win32';

/** The project's own Node 26: an npm package for this platform carries it. A system Node ≥ 24 serves where none does. */
export function projectNode() {
  const linked = join(root, 'node_modules', '.bin', isWindows ? 'node.exe' : 'node');
  const packaged = join(
    root,
    'node_modules',
    `node-${isWindows ? 'win' : process.platform}-${process.arch}`,
    'bin',
  );
  for (const path of [linked, join(packaged, isWindows ? 'node.exe' : 'node')])
    if (existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `Hourglass runs on Node 26, and npm carries none for ${process.platform}-${process.arch}; ` +
      `this is Node ${process.versions.node}. Install Node 24 or newer and try again.`,
  );
}

/** The environment in which scripts of the project find its Node and its tools first. */
export function projectEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, [key]: `${bin}${isWindows ? ';' : ':'}${process.env[key] ?? ''}` };
}

/**
 * Runs a command, its output on ours; throws with the command's name when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
export function runCommand(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw new Error(`${command} could not be run: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} failed (exit code ${result.status}).`);
}

/**
 * Runs a script of the project in this one's place: signals go on to it, and both end when whoever this one is for is gone.
 * @param {string} script
 * @param {string[]} args
 */
export function handOver(script, args) {
  const child = spawn(projectNode(), [join(root, script), ...args], {
    stdio: 'inherit',
    env: { ...projectEnvironment(), HOURGLASS_PARENT: String(process.pid) },
  });
  // At a terminal, Ctrl+C reaches the child by itself; this process waits, so that the shell's prompt comes back after it.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  whenStarterIsGone(() => child.kill('SIGTERM'));
  child.on('close', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/**
 * Calls back once npm, or the script of ours that started this one, is gone: both may be killed without a word. What a
 * person starts by hand may outlive its terminal.
 * @param {() => void} onGone
 */
function whenStarterIsGone(onGone) {
  const { npm_execpath: npm, HOURGLASS_PARENT: ours } = process.env;
  if (!npm && !ours) return;
  const parent = process.ppid;
  const above = parentOfShell(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent) && (above === null || isAlive(above))) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

/**
 * npm runs a script by way of a shell, which outlives it: the shell's own parent, or null for a process that is none.
 * @param {number} pid
 */
function parentOfShell(pid) {
  if (isWindows) return null;
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, args = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? [];
  return /^(?:\S*\/)?\w*sh -c /.test(args) ? Number(parent) : null;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @param {string[]} files */
const fingerprint = (...files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

/** Installs the packages when package-lock.json is not what was installed last. */
export function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.hourglass-installed');
  const wanted = fingerprint('package.json', 'package-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const fresh = !existsSync(join(root, 'node_modules'));
  console.error(
    fresh ? 'Setting up Hourglass: installing its packages, once…' : 'Updating the packages of Hourglass…',
  );
  // npm's own words would go to standard output, where a command's JSON may be expected.
  runCommand('npm', [fresh ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  });
  writeFileSync(stamp, fingerprint('package.json', 'package-lock.json'));
}

/**
 * The newest modification time below some files and folders, in milliseconds.
 * @param {string[]} paths
 * @returns {number}
 */
function newestTime(paths) {
  let newest = 0;
  for (const path of paths) {
    const stats = statSync(path);
    newest = Math.max(newest, stats.mtimeMs);
    if (stats.isDirectory())
      newest = Math.max(newest, newestTime(readdirSync(path).map((name) => join(path, name))));
  }
  return newest;
}

const shellSources = ['electron', 'engine/supervisor', 'protocol'];
const BUILDS = [
  {
    name: 'page',
    arguments: ['--config', 'vite.config.ts'],
    out: 'dist/renderer/index.html',
    sources: ['renderer', 'protocol', 'vite.config.ts'],
  },
  {
    name: 'desktop shell',
    arguments: ['--config', 'vite.electron.config.ts', '--mode', 'main'],
    out: 'dist/electron/main.js',
    sources: [...shellSources, 'vite.electron.config.ts'],
  },
  {
    name: "desktop shell's preload",
    arguments: ['--config', 'vite.electron.config.ts', '--mode', 'preload'],
    out: 'dist/electron/preload.cjs',
    sources: [...shellSources, 'vite.electron.config.ts'],
  },
];

/** Builds what is older than its sources. The engine needs no building: Node runs its TypeScript. */
export function ensureBuilt() {
  for (const build of BUILDS) {
    const outPath = join(root, build.out);
    const inputs = [...build.sources, 'package-lock.json'].map((path) => join(root, path));
    if (existsSync(outPath) && statSync(outPath).mtimeMs >= newestTime(inputs)) continue;
    console.error(`Building the ${build.name}…`);
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    runCommand(projectNode(), [vite, 'build', ...build.arguments, '--logLevel', 'error'], {
      stdio: ['ignore', 2, 2],
      env: projectEnvironment(),
    });
  }
}
