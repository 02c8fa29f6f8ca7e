// Inputs against DDLs: the same sentences as the real MCollective, but where we are stricter.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseArguments } from '../../../lib/cli/rpc_arguments';
import { unknownAction } from '../../../lib/ddl/check_inputs';
import { inputComplaint } from '../../../lib/ddl/check_value';
import type { InputDdl } from '../../../lib/ddl/ddl';
import { prepareInputs } from '../../../lib/ddl/prepare_inputs';
import { RubySymbol, type RubyValue } from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { ddlVectors, rubyValue } from './vectors';

interface InputVector {
  readonly name: string;
  readonly input: Omit<InputDdl, 'list'> & { list?: string };
  readonly answers: readonly { readonly value: string; readonly complaint: string | null }[];
}

// Ruby's ^ and $ are the ends of lines, so it takes these for `^…$`; we take none of them.
const LINES = ['a\n', '\na', 'a\nb', 'b\n', '10.0.0.1\n'];

// A validator that is used for what is no String raises whatever Ruby raises.
const wrongType = (value: RubyValue): boolean => typeof value !== 'string';

describe('inputs checked by a DDL', () => {
  for (const { name, input, answers } of ddlVectors<InputVector>('inputs')) {
    it(name, () => {
      const list = input.list === undefined ? undefined : (rubyValue(input.list) as RubyValue[]);
      const { list: _hex, ...rest } = input;
      const ddl = { ...rest, prompt: '', description: '', optional: true, ...(list && { list }) };
      for (const { value: hex, complaint } of answers) {
        const value = rubyValue(hex);
        const theirs = complaint?.replace(/^Cannot validate input x: /, '');
        const ours = inputComplaint(ddl, value);
        const where = `${JSON.stringify(String(value))} of ${name}`;
        if (theirs === undefined && ours !== undefined) {
          expect(LINES, `${where}: ${ours}`).to.include(value);
          expect(ours).to.match(/^value should match /);
        } else if (name.startsWith('type ') && wrongType(value)) expect(ours, where).to.not.equal(undefined);
        else expect(ours, where).to.equal(theirs);
      }
    });
  }
});

interface RequestVector {
  readonly action: string;
  readonly args: string;
  readonly complaint: string | null;
  readonly sent: string;
}

describe('a request checked by a DDL', () => {
  const base = { prompt: '', description: '' };
  const action = {
    name: 'act',
    inputs: {
      must: { ...base, type: 'string', optional: false, maxlength: 0, validation: { regex: '^x$' } },
      may: { ...base, type: 'string', optional: true, default: 'unused', validation: { regex: '.' } },
      preset: { ...base, type: 'integer', optional: false, default: 3 },
    },
  } as const;

  ddlVectors<RequestVector>('requests').forEach((vector, index) => {
    it(`${index}: ${vector.complaint ?? 'good'}`, () => {
      if (vector.action !== 'act') {
        expect(unknownAction('sample', vector.action)).to.equal(vector.complaint);
        return;
      }
      const { inputs, complaint } = prepareInputs(action, named(vector.args));
      expect(complaint).to.equal(vector.complaint ?? undefined);
      if (inputs) expect({ ...inputs }).to.deep.equal({ ...named(vector.sent) });
    });
  });
});

// Names are Symbols or Strings on the wire and strings here.
function named(hex: string): Record<string, RubyValue> {
  const pairs = [...(rubyValue(hex) as Map<RubyValue, RubyValue>)].map(([key, value]) => [
    key instanceof RubySymbol ? key.name : String(key),
    value,
  ]);
  return Object.fromEntries(pairs);
}

interface ConversionVector {
  readonly type: string;
  readonly text: string;
  readonly value: string;
}

describe('text that stands for something else', () => {
  for (const { type, text, value } of ddlVectors<ConversionVector>('conversions')) {
    // MCollective refuses negative numbers, and takes a line of several for a number.
    if (/^-\d/.test(text) || text.includes('\n')) continue;
    it(`${JSON.stringify(text)} for a ${type}`, () => {
      const input = { prompt: '', description: '', type, optional: true };
      const { x } = parseArguments([`x=${text}`], { x: input });
      expect(dump(x!).toString('hex')).to.equal(value);
    });
  }
});
