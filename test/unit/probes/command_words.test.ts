// Command lines divided into words without a shell; the words are those sh(1) makes of them.
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { splitCommandLine } from '../../../lib/probes/command_words';

function words(line: string, ...args: string[]): readonly string[] | string {
  const split = splitCommandLine(line, args);
  return 'refused' in split ? split.refused : split.words;
}

describe('splitCommandLine', () => {
  const SPLIT: Record<string, string[]> = {
    '/usr/lib/check_load -w 5,4,3 -c 10,8,6': ['/usr/lib/check_load', '-w', '5,4,3', '-c', '10,8,6'],
    ' a \t b ': ['a', 'b'],
    'a \'b c\' "d e"': ['a', 'b c', 'd e'],
    "a ''": ['a', ''],
    'a ""x': ['a', 'x'],
    'a\'b\'"c"d': ['abcd'],
    "a '|;&<>()$`*?[]{}~#\\'": ['a', '|;&<>()$`*?[]{}~#\\'],
    'a "|;&<>()*?[]{}~#\'"': ['a', "|;&<>()*?[]{}~#'"],
    'a "\\"\\\\\\$\\`\\x"': ['a', '"\\$`\\x'],
    'a \\| \\$x \\  \\\\': ['a', '|', '$x', ' ', '\\'],
    'a b#c ~:10 10:~ {} a{b} {b}c %{x} ] !x': [
      ...['a', 'b#c', '~:10', '10:~', '{}', 'a{b}', '{b}c', '%{x}', ']', '!x'],
    ],
    'a b=c -d=e': ['a', 'b=c', '-d=e'],
    'a ä "ö ü"': ['a', 'ä', 'ö ü'],
  };
  for (const [line, expected] of Object.entries(SPLIT)) {
    it(`as a shell does: ${line}`, () => {
      expect(words(line)).to.deep.equal(expected);
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
      expect(printed).to.equal(expected.map(word => `${word}\n`).join(''));
    });
  }

  const REFUSED: Record<string, string> = {
    '': 'it is empty',
    '  ': 'it is empty',
    'a | b': 'it has a | that is not quoted',
    'a|b': 'it has a | that is not quoted',
    'a && b': 'it has a & that is not quoted',
    'a;b': 'it has a ; that is not quoted',
    'a > /dev/null': 'it has a > that is not quoted',
    'a 2>&1': 'it has a > that is not quoted',
    'a < b': 'it has a < that is not quoted',
    '(a)': 'it has a ( that is not quoted',
    'a `b`': 'it has a ` that is not quoted',
    'a $(b)': 'it has a $ that is not quoted',
    'a $HOME': 'it has a $ that is not quoted',
    'a $ARG1': 'it has a $ that is not quoted',
    'a "$HOME"': 'it has a $ or ` within double quotes',
    'a "`b`"': 'it has a $ or ` within double quotes',
    'a "\\\\$b"': 'it has a $ or ` within double quotes',
    'a *.log': 'it has a * that is not quoted and may stand for file names',
    'a b?': 'it has a ? that is not quoted and may stand for file names',
    'a [ab]': 'it has a [ that is not quoted and may stand for file names',
    'a {b,c}': 'it has braces that are not quoted',
    'a b{1..3}': 'it has braces that are not quoted',
    'a ~/x': 'it has a ~ that stands for a folder',
    'a ~root': 'it has a ~ that stands for a folder',
    'a # b': 'it has a comment',
    'A=b c': 'it sets a variable',
    "a 'b": "a ' is not closed",
    'a "b': 'a " is not closed',
    'a "b\\"': 'a " is not closed',
    'a b\\': 'it ends with a backslash',
  };
  for (const [line, sentence] of Object.entries(REFUSED)) {
    it(`refuses ${JSON.stringify(line)}`, () => {
      expect(words(line)).to.equal(sentence);
    });
  }

  it('puts arguments into their words, whatever is in them', () => {
    expect(words('a -w $ARG1$ -c "$ARG2$%"', '1 2', '$(x)"')).to.deep.equal([
      'a',
      '-w',
      '1 2',
      '-c',
      '$(x)"%',
    ]);
    expect(words("a '$ARG1$' \\$ARG1$", 'x')).to.equal('it has a $ that is not quoted');
    expect(words("a '$ARG1$'", 'x')).to.deep.equal(['a', '$ARG1$']);
    expect(words('a x$ARG1$y$ARG10$ $ARG2$', '; rm', "'*")).to.deep.equal(['a', 'x; rmy', "'*"]);
    expect(words('$ARG1$ b', 'A=c')).to.deep.equal(['A=c', 'b']);
  });

  it('leaves arguments out that are not given, as a shell would', () => {
    expect(words('a -w $ARG1$ "$ARG1$" b$ARG0$ $ARG99$')).to.deep.equal(['a', '-w', '', 'b']);
  });

  it('takes no time for long lines', () => {
    expect(words(`a ${'x'.repeat(100_000)} ${"'y' ".repeat(50_000)}`)).to.have.length(50_002);
    expect(words(`a {${','.repeat(100_000)}`)).to.have.length(2);
  });
});
