// What our reader of Ruby DDLs does not read: one error, with the line and the construct.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { PluginKind } from '../../../../lib/ddl/ddl';
import { DdlUnreadable } from '../../../../lib/ddl/errors';
import { readRubyDdl } from '../../../../lib/ddl/ruby/read_ruby_ddl';

const METADATA = `metadata :name => 'x', :description => 'd', :author => 'a', :license => 'l', :version => '1',
         :url => 'u', :timeout => 5
`;

function fault(text: string, plugin?: PluginKind): DdlUnreadable {
  try {
    readRubyDdl(text, 'x.ddl', plugin);
  } catch (error) {
    expect(error).to.be.instanceOf(DdlUnreadable);
    return error as DdlUnreadable;
  }
  throw new Error('it was read');
}

/** Line 3 is the first of `code`. */
function codeFault(code: string, plugin?: PluginKind): string {
  return fault(METADATA + code, plugin).message;
}

const inAction = (code: string): string => `action 'a', :description => 'd' do\n${code}\nend`;

describe('Ruby that a DDL cannot use', () => {
  const cases: readonly [code: string, line: number, problem: string][] = [
    ['x = File.read("/etc/passwd")', 3, '`File.read` calls a method that a DDL cannot use here'],
    ['\n\nFileUtils.rm_rf "/"', 5, '`FileUtils.rm_rf` calls a method that a DDL cannot use here'],
    ['x = File', 3, '`File` is a constant that a DDL cannot use here'],
    ['x = MCollective::Config.instance', 3, '`::` leads to Ruby code a DDL cannot use here'],
    ['`id`', 3, 'a text in backquotes starts a program, which a DDL cannot do here'],
    ['x = %x(id)', 3, '`%x` is not understood'],
    ['system("id")', 3, '`system` is no word of a DDL'],
    ['eval "1"', 3, '`eval` is no word of a DDL'],
    ['require "json"', 3, '`require` is no word of a DDL'],
    ['def foo; end', 3, '`def` is a part of Ruby that a DDL cannot use here'],
    ['class Foo\nend', 3, '`class` is a part of Ruby that a DDL cannot use here'],
    ['begin\n1\nrescue\nend', 3, '`begin` is a part of Ruby that a DDL cannot use here'],
    ['while true do end', 3, '`while` is a part of Ruby that a DDL cannot use here'],
    ['for a in [1] do end', 3, '`for` is a part of Ruby that a DDL cannot use here'],
    ['case 1\nwhen 1 then 2\nend', 3, '`case` is a part of Ruby that a DDL cannot use here'],
    ['x = -> { 1 }', 3, 'a lambda is a part of Ruby that a DDL cannot use here'],
    ['[1].each(&:foo)', 3, '`&` before an argument is a part of Ruby that a DDL cannot use here'],
    ['usage *[1]', 3, '`*` before an argument is a part of Ruby that a DDL cannot use here'],
    ['(1..3).each { |i| }', 3, 'the range `..` is a part of Ruby that a DDL cannot use here'],
    ['a, b = 1, 2', 3, 'several values stand where one must be'],
    ['@actions = []', 3, '`@actions` is a variable that a DDL cannot use here'],
    ['$stdout.puts 1', 3, '`$stdout` is a variable that a DDL cannot use here'],
    ['x = "#@foo"', 3, 'a variable is written into a text with "#" alone'],
    [
      '"a".instance_eval("1")',
      3,
      '`"…".instance_eval` calls a method that a DDL cannot use here on a String',
    ],
    ['x = "a"\nx.send(:upcase)', 4, '`x.send` calls a method that a DDL cannot use here on a String'],
    ['x = :a\nx.__id__', 4, '`x.__id__` calls a method that a DDL cannot use here on a Symbol'],
    ['x = [1]\nx << 2', 4, '`<<` cannot be used on an Array in a DDL'],
    ['x = {}\nx.constructor', 4, '`x.constructor` calls a method that a DDL cannot use here on a Hash'],
    ['x = {}\nx.toString', 4, '`x.toString` calls a method that a DDL cannot use here on a Hash'],
    ['1 + "a"', 3, '`+` needs a number, not a String'],
    ['"a" + 1', 3, '`+` needs a String, not an Integer'],
    ['1 / 0', 3, '`/` divides by zero'],
    ['9_007_199_254_740_991 + 1', 3, '`+` makes a number that is too large'],
    ['99999999999999999999', 3, 'the number `99999999999999999999` is too large'],
    ['2 ** 2000', 3, '`**` makes a number that is too large, or none'],
    ['"a" * 9_999_999', 3, '`*` makes a text that is too long'],
    ['"ab".sub(/(?=a)/, "")', 3, '`"…".sub` has a regexp that is not understood'],
    ['"ab".sub(/a+?/, "")', 3, '`"…".sub` has a regexp with a lazy repetition, which is not understood'],
    ['"ab".gsub(/(a)/, "\\\\1")', 3, '`"…".gsub` refers to a match by a backslash, which is not understood'],
    ['"ab".gsub(/a/) { "x" }', 3, '`"…".gsub` gets 1 arguments, which it does not take'],
    ['"%x" % 3', 3, '`%` has `%x`, which is not understood'],
    ['"%s %s" % "a"', 3, '`%` has more places in its format than values'],
    ['"#{[1]}"', 3, '`#{}` cannot show an Array in a text'],
    ['x = { [1] => 2 }', 3, 'an Array is the key of a Hash'],
    ['"\\xff"', 3, 'an escape stands for a byte, not for a character'],
    ['"\\M-a"', 3, 'the escape `\\M` is not understood'],
    ['§', 3, '`§` is no word of a DDL'],
    ['if true\nusage "x"', 4, 'the end stands where `end` must be'],
    ['end', 3, '`end` stands where it means nothing'],
    ['[1, 2', 3, 'the end stands where `]` must be'],
    ['x = {1 => 2, 3}', 3, 'a value without a key stands among keys with values'],
    ['usage "abc', 3, 'a text that begins here has no end'],
    ['usage <<-EOT\nabc\n', 3, 'the text up to EOT has no end'],
    ['=begin\nabc\n', 3, 'the comment that begins here has no `=end`'],
    ['usage "#{1', 3, 'an interpolation `#{` has no end'],
    ['x = 1 2', 3, '`2` stands where it means nothing'],
    ['x = 08a', 3, 'the number `08a` is not understood'],
    ['/a/k', 3, 'the option `k` of a regexp is not understood'],
  ];
  for (const [code, line, problem] of cases) {
    it(code.replace(/\n/g, '⏎'), () => {
      expect(codeFault(code, 'agent')).to.match(/^x\.ddl line /);
      expect(codeFault(code, 'agent')).to.contain(`x.ddl line ${line}: ${problem}`);
    });
  }

  it('says what may be done', () => {
    expect(fault(`${METADATA}x = File.read("x")`).sentence).to.equal(
      'x.ddl line 3: `File.read` calls a method that a DDL cannot use here; write it in the forms that docs/ddl.md lists, or the DDL as JSON',
    );
    expect(fault(`${METADATA}acton "x"`, 'agent').sentence).to.equal(
      'x.ddl line 3: `acton` is no word of a DDL; did you mean "action"?',
    );
  });

  it('does not matter where it is never reached', () => {
    const ddl = readRubyDdl(
      `${METADATA}\nif false\n  File.read("x")\nend\n__END__\n@@@ "`,
      'x.ddl',
      'validator',
    );
    expect(ddl.plugin).to.equal('validator');
  });
});

describe('DDLs that say too little or nonsense', () => {
  const input = (properties: string): string => inAction(`input :i, ${properties}`);
  const cases: readonly [code: string, plugin: PluginKind, problem: string][] = [
    ['metadata :name => "x"', 'agent', 'line 3: `metadata` has no `:description`'],
    ['metadata "name"', 'agent', 'line 3: `metadata` has no properties'],
    [METADATA.replace('5', '"soon"'), 'agent', 'line 3: `metadata` has no number as `:timeout`'],
    ['requires :puppet => "3"', 'agent', 'line 3: `requires` names `puppet`; only `:mcollective` can be'],
    ['usage 3', 'agent', 'line 3: `usage` needs a text'],
    ['action "a" do\nend', 'agent', 'line 3: action `a` has no properties'],
    ['action "a", {}', 'agent', 'line 3: action `a` has no `:description`'],
    ['action "", :description => "d"', 'agent', 'line 3: an `action` has no name'],
    [inAction(inAction('')), 'agent', 'line 4: an `action` stands within another'],
    ['display :always', 'agent', 'line 3: `display` stands outside of an `action`'],
    [
      inAction('display :never'),
      'agent',
      'line 4: action `a` displays `never`; it can be ok, failed, always, flatten',
    ],
    ['input :a, {}', 'agent', 'line 3: `input` stands outside of an `action`'],
    [input(':prompt => "p"'), 'agent', 'line 4: input `i` of action `a` has no `:optional`'],
    [input(':optional => true'), 'agent', 'line 4: input `i` of action `a` has no `:prompt`'],
    [
      input(':prompt => "p", :description => "d", :optional => true'),
      'agent',
      'line 4: input `i` of action `a` has no `:type`',
    ],
    [
      input(':prompt => "p", :description => "d", :optional => true, :type => :string'),
      'agent',
      'line 4: input `i` of action `a` has no `:validation`',
    ],
    [
      input(':prompt => "p", :description => "d", :optional => true, :type => :string, :validation => "."'),
      'agent',
      'line 4: input `i` of action `a` has no `:maxlength`',
    ],
    [
      input(':prompt => "p", :description => "d", :optional => true, :type => :list'),
      'agent',
      'line 4: input `i` of action `a` has no `:list`',
    ],
    [
      input(':prompt => "p", :description => "d", :optional => true, :type => :list, :list => []'),
      'agent',
      'line 4: input `i` of action `a` has no values in its `:list`',
    ],
    [
      input(':prompt => "p", :description => "d", :optional => true, :type => "a b"'),
      'agent',
      'line 4: input `i` of action `a` has no word as its `:type`',
    ],
    [
      inAction('output :o, :description => "d"'),
      'agent',
      'line 4: output `o` of action `a` has no `:display_as`',
    ],
    [inAction('output :o'), 'agent', 'line 4: output `o` of action `a` has no properties'],
    ['summarize do\nend', 'agent', 'line 3: `summarize` stands outside of an `action`'],
    [inAction('aggregate 1'), 'agent', 'line 4: `aggregate` stands outside of `summarize`'],
    [inAction('summarize do\naggregate :x\nend'), 'agent', 'line 5: `aggregate` needs one function'],
    [
      inAction('summarize do\naggregate sum\nend'),
      'agent',
      'line 5: the output of `aggregate sum` has no name',
    ],
    [
      inAction('summarize do\naggregate sum(:a, "x")\nend'),
      'agent',
      'line 5: `aggregate sum(:a)` has a String where a Hash must be',
    ],
    [inAction('sum(:a)'), 'agent', 'line 4: `sum` is no word of a DDL'],
    ['dataquery :description => "d"', 'agent', 'line 3: `dataquery` is no word of a DDL'],
    ['action "a", :description => "d"', 'data', 'line 3: `action` is no word of a DDL'],
    ['dataquery({}) {}', 'data', 'line 3: `dataquery` has no `:description`'],
    [
      'dataquery :description => "d"\ndataquery :description => "d"',
      'data',
      'line 4: there is a second `dataquery`',
    ],
    [
      'dataquery :description => "d" do\ninput :what, {}\nend',
      'data',
      'line 4: the input `what` of a data query can only be `:query`',
    ],
    ['', 'data', 'x.ddl: it has no `dataquery`'],
    ['', 'discovery', 'x.ddl: it has no `discovery`'],
    ['discovery do\ncapabilities []\nend', 'discovery', 'line 4: `capabilities` names none'],
    ['discovery do\ncapabilities [:magic]\nend', 'discovery', 'line 4: `magic` is no capability'],
    ['capabilities :facts', 'discovery', 'line 3: `capabilities` stands outside of `discovery`'],
  ];
  for (const [code, plugin, problem] of cases) {
    it(`${plugin}: ${code.replace(/\n/g, '⏎').slice(0, 90)}`, () => {
      expect(codeFault(code, plugin)).to.contain(problem);
    });
  }

  it('one without metadata', () => {
    expect(fault('action "a", :description => "d"').message).to.equal('x.ddl: it has no `metadata`');
  });

  it('takes what a plugin is from its words when its folder does not tell', () => {
    const kind = (code: string): string => readRubyDdl(METADATA + code, 'x.ddl').plugin;
    expect(kind('action "a", :description => "d"')).to.equal('agent');
    expect(kind('dataquery :description => "d"')).to.equal('data');
    expect(kind('discovery { capabilities :facts }')).to.equal('discovery');
    expect(kind('')).to.equal('other');
    expect(fault(`${METADATA}action "a", :description => "d"\ndiscovery do end`).message).to.contain(
      'line 4',
    );
  });
});
