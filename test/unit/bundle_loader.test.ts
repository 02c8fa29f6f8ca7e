// Compiled code is taken by the Node.js that made it and by no other: V8 crashes on some of what it does not refuse.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { buildSync } from 'esbuild';

const LOADER = join(__dirname, '../../lib/bundle_loader.ts');

interface Loader {
  loadBundle(name: string): unknown;
  compiledBundles(): ReadonlyMap<string, Buffer>;
}

describe('loading bundles', () => {
  let folder: string;
  const restored = new Map<'version' | 'arch' | 'execPath', PropertyDescriptor>();

  const pretend = (what: 'version' | 'arch' | 'execPath', value: string): void => {
    restored.set(what, Object.getOwnPropertyDescriptor(process, what)!);
    Object.defineProperty(process, what, { value, configurable: true });
  };

  // A loader that has loaded nothing yet, as in a process of its own.
  const freshLoader = (): Loader => {
    const file = join(folder, 'bundle_loader.js');
    delete require.cache[file];
    return require(file) as Loader;
  };

  // V8 knows a source again by its length: code of `answer 2` under the name of `answer 1` shows whether it was taken.
  const compileOther = (): void => {
    writeFileSync(join(folder, 'toy.js'), 'exports.answer = 2;');
    const loader = freshLoader();
    loader.loadBundle('toy');
    for (const [file, code] of loader.compiledBundles()) writeFileSync(join(folder, file), code);
    writeFileSync(join(folder, 'toy.js'), 'exports.answer = 1;');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-loader-'));
    buildSync({
      entryPoints: [LOADER],
      outfile: join(folder, 'bundle_loader.js'),
      platform: 'node',
      format: 'cjs',
      define: { CODE_CACHES: JSON.stringify({ toy: 'toy.0123456789abcdef' }) },
    });
  });

  afterEach(() => {
    for (const [what, descriptor] of restored) Object.defineProperty(process, what, descriptor);
    restored.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes the code that this Node.js compiled', () => {
    compileOther();
    expect(freshLoader().loadBundle('toy')).to.deep.equal({ answer: 2 });
  });

  it('compiles anew where there is none', () => {
    writeFileSync(join(folder, 'toy.js'), 'exports.answer = 1;');
    expect(freshLoader().loadBundle('toy')).to.deep.equal({ answer: 1 });
  });

  for (const [what, value] of [
    ['version', 'v20.19.0'],
    ['arch', 'riscv64'],
    ['execPath', __filename],
  ] as const)
    it(`does not take the code of a Node.js with another ${what}`, () => {
      compileOther();
      pretend(what, value);
      expect(freshLoader().loadBundle('toy')).to.deep.equal({ answer: 1 });
    });

  it('keeps the code of several side by side', () => {
    compileOther();
    const [mine] = [...freshCompiled().keys()];
    pretend('version', 'v22.0.0');
    const [theirs] = [...freshCompiled().keys()];
    expect(theirs).not.to.equal(mine);
    expect(existsSync(join(folder, mine!))).to.equal(true);
  });

  function freshCompiled(): ReadonlyMap<string, Buffer> {
    const loader = freshLoader();
    loader.loadBundle('toy');
    return loader.compiledBundles();
  }
});
