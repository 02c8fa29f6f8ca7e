// Loads a bundle of dist/lib with the compiled code that is kept beside it: compiling anew costs a check a third of its
// start-up. Code is for the very Node.js it was made by. V8 refuses code of another version of V8, but takes that of
// another Node.js with the same V8, and then crashes: 20.19.0 does with code of 20.20.2.
import { readFileSync, statSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { join } from 'node:path';
import { arch, execPath, version } from 'node:process';
import { constants, Script } from 'node:vm';

/** Bundle → the first part of the name of its compiled code, after the bundle's content; the build fills it in. */
declare const CODE_CACHES: Readonly<Record<string, string>>;

interface Loaded {
  readonly script: Script;
  readonly module: { exports: unknown };
}

const loaded = new Map<string, Loaded>();

/** The exports of `dist/lib/NAME.js`, loaded once. */
export function loadBundle(name: string): unknown {
  const known = loaded.get(name);
  if (known) return known.module.exports;
  const filename = join(__dirname, `${name}.js`);
  // Bundles are ASCII, which the build sees to: one byte a character, without a decoder.
  const script = new Script(wrap(readFileSync(filename, 'latin1')), {
    filename,
    ...compiledCode(name),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} as unknown };
  loaded.set(name, { script, module });
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, __dirname);
  return module.exports;
}

/** What the build writes beside the bundles: file name → the code of a bundle as compiled by now. */
export function compiledBundles(): ReadonlyMap<string, Buffer> {
  return new Map([...loaded].map(([name, { script }]) => [cacheFile(name), script.createCachedData()]));
}

// A missing file only costs time.
function compiledCode(name: string): { cachedData?: Buffer } {
  try {
    return { cachedData: readFileSync(join(__dirname, cacheFile(name))) };
  } catch {
    return {};
  }
}

// A distribution may build one version twice, with another V8: size and time of the program tell them apart.
function cacheFile(name: string): string {
  const { size, mtimeMs } = statSync(execPath);
  const time = Math.floor(mtimeMs / 1000);
  return `${CODE_CACHES[name]}.${version}-${arch}-${size.toString(36)}-${time.toString(36)}.cache`;
}
