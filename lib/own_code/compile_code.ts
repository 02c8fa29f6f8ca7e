// TypeScript and ES modules of others into what Node loads at once, by ts-node with swc. Its types are not looked at:
// that is for an editor and `tsc`. Loading the compiler takes half a second, so see compiled_code.ts.
import { createRequire } from 'node:module';
import { packageRoot } from '../package_root';
import { CodeBroken, CompilerMissing } from './errors';

/** Code, and where each piece of it comes from: a source map in JSON. */
export interface Compiled {
  readonly code: string;
  readonly map: string;
}

interface Compiler {
  compile(text: string, file: string): string;
}

let compiler: Compiler | undefined;

/** Throws CodeBroken for what is no TypeScript, and CompilerMissing. */
export function compileCode(file: string, text: string): Compiled {
  compiler ??= makeCompiler();
  let output: string;
  try {
    // As a .cts file it becomes CommonJS whatever its name and its package.json say.
    output = compiler.compile(text, `${file}.cts`);
  } catch (fault) {
    throw syntaxFault(file, fault);
  }
  const [, encoded = ''] = /^\/\/# sourceMappingURL=data:[^,]*,(.*)$/m.exec(output) ?? [];
  return {
    code: output.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
    map: Buffer.from(encoded, 'base64').toString(),
  };
}

// Of the package itself: the project need not have any of it.
function makeCompiler(): Compiler {
  const own = createRequire(`${packageRoot()}/package.json`);
  const options = {
    cwd: packageRoot(),
    skipProject: true,
    transpileOnly: true,
    compilerOptions: { target: 'es2022', module: 'commonjs', esModuleInterop: true, sourceMap: true },
  };
  let faults: unknown;
  // Without swc, which has no binary for some machines, TypeScript itself does it, more slowly.
  for (const swc of [true, false]) {
    try {
      return (own('ts-node') as typeof import('ts-node')).create({ ...options, swc });
    } catch (fault) {
      faults ??= fault;
    }
  }
  throw new CompilerMissing(faults);
}

// swc draws the line and points below it; TypeScript tells a place in front.
function syntaxFault(file: string, fault: unknown): CodeBroken {
  const text = fault instanceof Error ? fault.message : String(fault);
  const sentence = (/^\s*(?:x|\u00d7) (.+)$/m.exec(text)?.[1] ?? text.split('\n')[0]!).replace(/\.$/, '');
  const typed = /\((\d+),(\d+)\): error TS\d+: (.+)/.exec(text);
  if (typed) return new CodeBroken(file, { line: +typed[1]!, column: +typed[2]! }, typed[3]!, fault);
  return new CodeBroken(file, pointedAt(text), sentence, fault);
}

function pointedAt(drawing: string): { line: number; column: number } | undefined {
  let above: { line: number; margin: number } | undefined;
  for (const row of drawing.split('\n')) {
    const numbered = /^(\s*(\d+) [|\u2502] ?)/.exec(row);
    if (numbered) above = { line: Number(numbered[2]), margin: numbered[1]!.length };
    const mark = row.search(/(?<=^\s*[:\u00b7].*)[\^\u2500,|]/);
    if (above && mark >= 0) return { line: above.line, column: Math.max(1, mark - above.margin + 1) };
  }
  return above && { line: above.line, column: 1 };
}
