/**
 * Compiles engine/onnx/onnx.proto to static code (no reflection at run time) and types.
 * Run it with `npm run generate:onnx` after a change of onnx.proto; the result is committed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const folder = 'engine/onnx/generated';
const staticModule = ['-t', 'static-module', '-w', 'es6', '--no-service', '--no-verify', '--no-delimited'];
const run = (tool: string, args: string[], input?: string): string =>
  execFileSync(`node_modules/.bin/${tool}`, args, { encoding: 'utf8', input, maxBuffer: 1 << 26 });

const options = [...staticModule, '--no-convert', 'engine/onnx/onnx.proto'];
run('pbjs', ['--no-comments', '-o', `${folder}/onnx.js`, ...options]);
const types = run('pbts', ['-'], run('pbjs', options));

// pbts types nested messages as their constructor's loose properties, all fields optional. What decode returns, and
// what engine/onnx/node.ts makes, are class instances, so the class fields say so.
let inClass = false;
const strict = types
  .replace('import Long = require("long");', 'import type Long from "long";')
  .replaceAll(/(static (?:decode|create)\(.*\): onnx\.[\w.]+) & onnx\.[\w.]+\$Shape/g, '$1')
  .split('\n')
  .map((line) => {
    if (/^\s*class /.test(line)) inClass = true;
    else if (/^\s*(interface|namespace|type) /.test(line)) inClass = false;
    const isField = inClass && !line.includes('constructor') && !/^\s*(public )?static /.test(line);
    return isField ? line.replaceAll('.$Properties', '') : line;
  })
  .join('\n');
writeFileSync(`${folder}/onnx.d.ts`, strict);
