// A program that compiles one text and ends: the compiler takes 60 MB, which whoever stays should not keep.
// Argument: the file's name. Standard input: its text. Standard output: what became of it, JSON.
import { processEnvironment } from '../environment';
import { describeError } from '../errors';
import { compileCode } from './compile_code';
import type { CompileOutcome } from './compile_outcome';
import { CodeBroken } from './errors';

function outcomeOf(file: string, text: string): CompileOutcome {
  try {
    return { compiled: compileCode(file, text) };
  } catch (fault) {
    if (!(fault instanceof CodeBroken)) return { missing: describeError(fault) };
    const { place, problem } = fault;
    return { broken: { problem, ...(place ? { place } : {}) } };
  }
}

const { argv, stdin, stdout } = processEnvironment();
const texts: string[] = [];
stdin.setEncoding('utf8');
stdin.on('data', (text: string) => texts.push(text));
stdin.on('end', () => stdout.write(JSON.stringify(outcomeOf(argv[0] ?? '', texts.join('')))));
