// Loads a bundle of dist/lib with the compiled code that the build kept beside it: compiling anew costs a check a third
// of its start-up. V8 itself refuses code of another version; then the bundle is compiled as ever.
import { readFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { join } from 'node:path';
import { constants, Script } from 'node:vm';

/** Bundle → file with its compiled code, named after the bundle's content; the build fills it in. */
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
  return new Map([...loaded].map(([name, { script }]) => [CODE_CACHES[name]!, script.createCachedData()]));
}

// A missing file only costs time.
function compiledCode(name: string): { cachedData?: Buffer } {
  try {
    return { cachedData: readFileSync(join(__dirname, CODE_CACHES[name]!)) };
  } catch {
    return {};
  }
}
