// Our readers of DDLs against real Ruby's, on files with every construct; and the ways back from the model.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentDdl, DataDdl, Ddl } from '../../../lib/ddl/ddl';
import { readDdl } from '../../../lib/ddl/ddl_file';
import { readJsonDdl } from '../../../lib/ddl/json/read_json_ddl';
import { writeJsonDdl } from '../../../lib/ddl/json/write_json_ddl';
import { readRubyDdl } from '../../../lib/ddl/ruby/read_ruby_ddl';
import { writeRubyDdl } from '../../../lib/ddl/ruby/write_ruby_ddl';
import { modelOf, type RubyView } from './ruby_view';

const FILES = join(__dirname, 'files');
const golden: Readonly<Record<string, RubyView>> = JSON.parse(
  readFileSync(join(__dirname, 'golden', 'files.json'), 'utf8'),
);

const ours = (file: string): Ddl => readDdl(readFileSync(join(FILES, file), 'utf8'), file);

// What only Choria's JSON has, MCollective's own form cannot keep.
function withoutOutputTypes(ddl: Ddl): Ddl {
  return JSON.parse(JSON.stringify(ddl), (key, value) =>
    key === 'outputs'
      ? Object.fromEntries(
          Object.entries(value).map(([name, it]) => [name, { ...(it as object), type: undefined }]),
        )
      : value,
  );
}

describe('DDL files', () => {
  it('all have their golden', () => {
    expect(Object.keys(golden)).to.have.lengthOf.at.least(15);
  });

  for (const [file, view] of Object.entries(golden)) {
    it(`${file} means what it means to Ruby`, () => {
      const ddl = ours(file);
      const expected = modelOf(view);
      expect(withoutOutputTypes(ddl)).to.deep.equal(withoutOutputTypes(expected));
      if (file.endsWith('process.ddl')) return;
      expect(ddl).to.deep.equal(expected);
    });

    const ddl = ours(file);
    if (ddl.plugin !== 'agent' && ddl.plugin !== 'data') continue;

    it(`${file} is the same after JSON`, () => {
      const text = writeJsonDdl(ddl as AgentDdl | DataDdl);
      expect(readJsonDdl(text, 'x.json')).to.deep.equal(ddl);
      expect(JSON.parse(text)).to.be.an('object');
    });

    it(`${file} is the same after Ruby of ours`, () => {
      const again = readRubyDdl(writeRubyDdl(ddl as AgentDdl | DataDdl), 'again.ddl', ddl.plugin);
      expect(withoutOutputTypes(again)).to.deep.equal(withoutOutputTypes(ddl));
    });
  }
});
