// The modules of people's own steps and agents: compiled where they must be, and given our own running code when they
// ask for `fleetspec`, so that what they register and what they throw is ours.
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';

import Module = require('node:module');

import { dirname, isAbsolute, resolve, sep } from 'node:path';
import type { Compiled } from './compile_code';

type Load = (request: string, parent: NodeModule | undefined, isMain: boolean) => unknown;

/** Of Node's module loader what every tool of this kind uses, and its types leave out. */
interface Loader {
  _load: Load;
  _nodeModulePaths(folder: string): string[];
}

interface Compilable extends NodeModule {
  _compile(code: string, file: string): unknown;
}

export interface ModuleSource {
  /** Of `.ts` and the like, and of ES modules. */
  compile(file: string, text: string): Compiled;
  /** Packages that are answered from here, by name. */
  readonly given: Readonly<Record<string, () => unknown>>;
  /** Called with each file before it is read; what it throws is thrown. */
  inspect?(file: string): void;
}

/** Where something is in a file as it was written, both from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const loader = Module as unknown as Loader;
const owners = new WeakMap<object, OwnModules>();
let listening = false;

// `import x from`, `export const`: not `import(`, which CommonJS has as well.
const ES_MODULE =
  /^\s*(?:import\s*(?:[\w{*'"]|type\b)|export\s*(?:[{*]|default\b|const\b|let\b|var\b|function\b|async\b|class\b))/m;
const COMPILED = /\.[mc]?ts$|\.mjs$/;
const ENDINGS = ['', '.ts', '.cts', '.mts', '.js', '.cjs', '.mjs', '/index.ts', '/index.js'];

export class OwnModules {
  readonly #root: string;
  readonly #modules = new Map<string, NodeModule>();
  readonly #texts = new Map<string, string>();
  readonly #maps = new Map<string, string>();
  readonly #sources = new Map<string, InstanceType<typeof Module.SourceMap>>();

  constructor(
    root: string,
    private readonly source: ModuleSource,
  ) {
    this.#root = realpathSync(root) + sep;
    listen();
  }

  /** Every file loaded so far, and its text. */
  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** What the file exports. Throws what it throws, and what `compile` does. */
  load(file: string, parent?: NodeModule): unknown {
    const path = realpathSync(file);
    const known = this.#modules.get(path);
    if (known) return known.exports;
    const module = new Module(path, parent) as Compilable;
    Object.assign(module, { filename: path, paths: loader._nodeModulePaths(dirname(path)) });
    owners.set(module, this);
    this.#modules.set(path, module);
    try {
      module._compile(this.#codeOf(path), path);
      module.loaded = true;
      return module.exports;
    } catch (fault) {
      this.#modules.delete(path);
      throw fault;
    }
  }

  /** What `require(request)` in one of the modules means here; undefined: what it means everywhere. */
  answer(request: string, parent: NodeModule): { readonly exports: unknown } | undefined {
    if (Object.hasOwn(this.source.given, request)) return { exports: this.source.given[request]!() };
    if (!/^\.{1,2}(?:\/|$)/.test(request) && !isAbsolute(request)) return undefined;
    const file = this.#fileFor(resolve(dirname(parent.filename), request));
    return file === undefined ? undefined : { exports: this.load(file, parent) };
  }

  /** Where a place of the code that runs is in the file as it was written. */
  original(file: string, line: number, column: number): Place {
    const map = this.#sourceMap(file);
    if (!map) return { file, line, column };
    // Columns at the beginning of a line may belong to nothing.
    for (let at = column - 1; at < column + 80; at++) {
      const entry = map.findEntry(line - 1, at);
      if ('originalLine' in entry && entry.generatedLine === line - 1)
        return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
    return { file, line, column };
  }

  /** The innermost place of a stack that is in one of the modules. */
  placeIn(stack: string | undefined): Place | undefined {
    for (const [, file, line, column] of (stack ?? '').matchAll(
      /^\s*at .*?\(?([^()\s][^()]*?):(\d+):(\d+)\)?$/gm,
    )) {
      if (file && this.#texts.has(file)) return this.original(file, Number(line), Number(column));
    }
    return undefined;
  }

  /** Where what was thrown, while loading or later, went wrong in one of the modules. */
  placeOf(fault: unknown): Place | undefined {
    const stack = fault instanceof Error ? fault.stack : undefined;
    // Of a mistake in its grammar Node tells the line above all else.
    const [, broken, line] = /^([^\n]+):(\d+)\n/.exec(stack ?? '') ?? [];
    if (fault instanceof SyntaxError && broken && this.#texts.has(broken))
      return this.original(broken, Number(line), 1);
    return this.placeIn(stack);
  }

  #codeOf(path: string): string {
    this.source.inspect?.(path);
    const text = readFileSync(path, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/^#!.*/, '');
    this.#texts.set(path, text);
    if (!COMPILED.test(path) && !ES_MODULE.test(text)) return text;
    const { code, map } = this.source.compile(path, text);
    this.#maps.set(path, map);
    return code;
  }

  // As TypeScript's own resolution: './x.js' may be x.ts.
  #fileFor(path: string): string | undefined {
    const candidates = [...ENDINGS.map(ending => path + ending), path.replace(/\.([mc]?)js$/, '.$1ts')];
    const file = candidates.find(one => existsSync(one) && statSync(one).isFile());
    if (file === undefined || !/\.[mc]?[tj]s$/.test(file)) return undefined;
    const real = realpathSync(file);
    return real.startsWith(this.#root) && !real.includes(`${sep}node_modules${sep}`) ? real : undefined;
  }

  #sourceMap(file: string): InstanceType<typeof Module.SourceMap> | undefined {
    const text = this.#maps.get(file);
    if (text && !this.#sources.has(file)) this.#sources.set(file, new Module.SourceMap(JSON.parse(text)));
    return this.#sources.get(file);
  }
}

// Once: modules that are none of ours are asked of nobody else.
function listen(): void {
  if (listening) return;
  listening = true;
  const load = loader._load;
  loader._load = function answered(this: unknown, request, parent, isMain) {
    const answer = parent && owners.get(parent)?.answer(request, parent);
    return answer ? answer.exports : load.call(this, request, parent, isMain);
  };
}
