// Regexes of DDLs: refused when the DDL is read if they cannot be run, and never slow.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { action, agentDdl, ownMetadata, text } from '../../../lib/ddl/agents/ddl_parts';
import { requireUsableRegexes } from '../../../lib/ddl/check_regexes';
import { inputComplaint } from '../../../lib/ddl/check_value';
import { DdlUnreadable } from '../../../lib/ddl/errors';

const ddlWith = (regex: string) =>
  agentDdl(ownMetadata('sample', 'for tests', 5), [
    action('act', 'acts', { inputs: { word: text('', '', 0, { regex }) } }),
  ]);

describe('the regexes of a DDL', () => {
  it('are refused on reading when our engine cannot run them', () => {
    for (const regex of ['(?=a)b', '(a)\\1', '[', 'a{1000}{1000}']) {
      const read = () => requireUsableRegexes(ddlWith(regex), 'sample.ddl');
      expect(read, regex).to.throw(DdlUnreadable, 'sample.ddl at input word of action act: ');
    }
    const good = ddlWith('^[a-z]+$');
    expect(requireUsableRegexes(good, 'sample.ddl')).to.equal(good);
  });

  it('refuse the value when they were not read from a file', () => {
    const { word } = ddlWith('(?=a)b').actions.act!.inputs;
    expect(inputComplaint(word!, 'ab')).to.contain('refused');
  });

  it('take linear time', () => {
    const { word } = ddlWith('^(a+)+$').actions.act!.inputs;
    expect(inputComplaint(word!, `${'a'.repeat(5000)}b`)).to.equal('value should match ^(a+)+$');
  });
});
