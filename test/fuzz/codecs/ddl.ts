// DDLs in both forms: Ruby that is never run, and JSON.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_AGENTS } from '../../../lib/ddl/agents';
import { DdlUnreadable } from '../../../lib/ddl/errors';
import { readJsonDdl } from '../../../lib/ddl/json/read_json_ddl';
import { writeJsonDdl } from '../../../lib/ddl/json/write_json_ddl';
import { readRubyDdl } from '../../../lib/ddl/ruby/read_ruby_ddl';
import { writeRubyDdl } from '../../../lib/ddl/ruby/write_ruby_ddl';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';

const FILES = join(__dirname, '../../conformance/ddl/files');

function files(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return name.endsWith('.ddl') ? [path] : [];
  });
}

export const ddlRuby: FuzzCodec = {
  name: 'ddl-ruby',
  corpus: files(FILES).map(path => readFileSync(path)),
  dictionary: [
    'action "x" do',
    'end',
    'input :a,',
    ':type => :string',
    'aggregate summary(:x)',
    'if respond_to?(:summarize)',
    '["a","b"].each do |x|',
    '#{x}',
    '%w{a b}',
    '<<-EOT\n',
    '(1..1000000).each',
    '* 1000000',
    '"a" * 99999',
    'eval("x")',
    '`id`',
    '=> {',
    '1e999',
    '/(/',
  ],
  feed(input) {
    return refusedOrTaken(() => {
      const ddl = readRubyDdl(input.toString('utf8'), 'x.ddl');
      if (ddl.plugin === 'agent') writeRubyDdl(ddl);
    }, DdlUnreadable);
  },
};

export const ddlJson: FuzzCodec = {
  name: 'ddl-json',
  corpus: Object.values(KNOWN_AGENTS).map(ddl => Buffer.from(writeJsonDdl(ddl))),
  dictionary: [
    '{"',
    '":',
    '[',
    ']',
    'null',
    'true',
    '"\\ud800"',
    '1e999',
    '"__proto__":',
    '"actions"',
    '"type"',
    '"string"',
    '"maxlength": -1',
    '"validation": "("',
    ',,',
  ],
  feed(input) {
    let text: string | undefined;
    const taken = refusedOrTaken(() => {
      text = writeJsonDdl(readJsonDdl(input.toString('utf8'), 'x.json'));
    }, DdlUnreadable);
    if (text !== undefined)
      mustBe(writeJsonDdl(readJsonDdl(text, 'x.json')) === text, 'what was written is read as the same');
    return taken;
  },
};
