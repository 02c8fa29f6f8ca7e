// DDLs in Choria's JSON: what is read, what is wrong and where, and that the way back changes nothing.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_AGENTS } from '../../../../lib/ddl/agents';
import { KNOWN_DATA } from '../../../../lib/ddl/data';
import type { AgentDdl, DataDdl } from '../../../../lib/ddl/ddl';
import { DdlUnreadable } from '../../../../lib/ddl/errors';
import { readJsonDdl } from '../../../../lib/ddl/json/read_json_ddl';
import { writeJsonDdl } from '../../../../lib/ddl/json/write_json_ddl';
import { readAgentDdl } from '../../../../lib/ddl/read_agent_ddl';
import { readRubyDdl } from '../../../../lib/ddl/ruby/read_ruby_ddl';
import { writeRubyDdl } from '../../../../lib/ddl/ruby/write_ruby_ddl';
import { RubyFloat } from '../../../../lib/marshal/values';

// As Choria's own tools write it, nulls and all.
const CHORIA = `{
  "$schema": "https://choria.io/schemas/mcorpc/ddl/v1/agent.json",
  "metadata": {
    "name": "echo",
    "description": "Repeats",
    "author": "Example Operations",
    "license": "Apache-2.0",
    "version": "1.2.3",
    "url": "https://example.net/",
    "provider": "external",
    "timeout": 20
  },
  "actions": [
    {
      "action": "say",
      "description": "Says it",
      "display": "always",
      "input": {
        "message": {
          "prompt": "Message", "description": "What to say", "type": "string", "default": null,
          "optional": false, "validation": "shellsafe", "maxlength": 90
        },
        "pattern": {
          "prompt": "P", "description": "D", "type": "string", "optional": true, "validation": "^a+$", "maxlength": 0
        },
        "anything": {
          "prompt": "P", "description": "D", "type": "string", "optional": true, "validation": "", "maxlength": 10
        },
        "how": { "prompt": "How", "description": "How", "type": "list", "optional": true, "list": ["loud", "soft"], "default": "soft" },
        "names": { "prompt": "N", "description": "N", "type": "Array", "optional": true },
        "ratio": { "prompt": "R", "description": "R", "type": "float", "optional": false, "default": 1.0 }
      },
      "output": {
        "said": { "description": "What was said", "display_as": "Said", "type": "string" },
        "parts": { "description": "Parts", "display_as": "Parts", "default": {"a": [1, 2.5, 12345678901234567890]} }
      },
      "aggregate": [
        { "function": "summary", "args": ["said"] },
        { "function": "boolean_summary", "args": ["parts", { "true": "yes", "format": "%s" }] }
      ]
    },
    { "action": "nothing", "description": "Does nothing", "input": {}, "output": {} }
  ]
}`;

type Change = (ddl: {
  metadata: Record<string, unknown>;
  actions: Record<string, never>[];
  [key: string]: unknown;
}) => void;

function problemAfter(change: Change): string {
  const ddl = JSON.parse(CHORIA);
  change(ddl);
  return problemIn(JSON.stringify(ddl));
}

function problemIn(text: string): string {
  try {
    readJsonDdl(text, 'x.json');
  } catch (error) {
    expect(error).to.be.instanceOf(DdlUnreadable);
    return (error as DdlUnreadable).message;
  }
  return expect.fail('it was read');
}

describe('JSON DDLs', () => {
  it('are read as Choria writes them', () => {
    const { actions, metadata } = readJsonDdl(CHORIA, 'echo.json') as AgentDdl;
    expect(metadata.timeout).to.equal(20);
    expect(metadata).not.to.have.property('provider');
    const { say, nothing } = actions;
    expect(say!.inputs).to.deep.equal({
      message: {
        prompt: 'Message',
        description: 'What to say',
        type: 'string',
        optional: false,
        validation: { validator: 'shellsafe' },
        maxlength: 90,
      },
      pattern: {
        prompt: 'P',
        description: 'D',
        type: 'string',
        optional: true,
        validation: { regex: '^a+$' },
      },
      anything: { prompt: 'P', description: 'D', type: 'string', optional: true, maxlength: 10 },
      how: {
        prompt: 'How',
        description: 'How',
        type: 'list',
        optional: true,
        default: 'soft',
        list: ['loud', 'soft'],
      },
      names: { prompt: 'N', description: 'N', type: 'array', optional: true },
      ratio: { prompt: 'R', description: 'R', type: 'float', optional: false, default: new RubyFloat(1) },
    });
    expect(say!.outputs.parts!.default).to.deep.equal(new Map([['a', [1, 2.5, 12345678901234567890n]]]));
    expect(say!.aggregates).to.deep.equal([
      { name: 'summary', output: 'said', args: {} },
      { name: 'boolean_summary', output: 'parts', args: { true: 'yes' }, format: '%s' },
    ]);
    expect(nothing).to.deep.equal({
      name: 'nothing',
      description: 'Does nothing',
      display: 'failed',
      inputs: {},
      outputs: {},
      aggregates: [],
    });
  });

  it('are the same after being written', () => {
    const ddl = readJsonDdl(CHORIA, 'echo.json') as AgentDdl;
    expect(readJsonDdl(writeJsonDdl(ddl), 'again.json')).to.deep.equal(ddl);
  });

  for (const [name, ddl] of [...Object.entries(KNOWN_AGENTS), ...Object.entries(KNOWN_DATA)] as [
    string,
    AgentDdl | DataDdl,
  ][]) {
    it(`fleetspec’s own ${ddl.plugin} ${name} is the same after JSON, and after Ruby`, () => {
      expect(readJsonDdl(writeJsonDdl(ddl), 'x.json')).to.deep.equal(ddl);
      expect(readRubyDdl(writeRubyDdl(ddl), 'x.ddl', ddl.plugin)).to.deep.equal(ddl);
    });
  }

  it('keep hostile names to themselves', () => {
    const text = CHORIA.replace('"said":', '"__proto__":').replace(
      '"action": "nothing"',
      '"action": "__proto__"',
    );
    const ddl = readJsonDdl(text, 'x.json') as AgentDdl;
    expect(Object.keys(ddl.actions)).to.deep.equal(['say', '__proto__']);
    expect(Object.keys(ddl.actions.say!.outputs)).to.deep.equal(['__proto__', 'parts']);
    expect(readJsonDdl(writeJsonDdl(ddl), 'x.json')).to.deep.equal(ddl);
  });

  const texts: readonly [text: string, problem: string][] = [
    ['', 'x.json line 1: broken JSON, the end stands where it means nothing'],
    ['{"a": 1,\n\n "a": 2}', 'x.json line 3: broken JSON, the key "a" stands there twice'],
    ['{\n"a" 1}', 'x.json line 2: broken JSON, "1" stands where ":" must be'],
    ['{\n"a": tru}', 'x.json line 2: broken JSON, "t" stands where it means nothing'],
    ['{"a": "b\nc"}', 'x.json line 1: broken JSON, a text there is no JSON'],
    ['[1] 2', 'x.json line 1: broken JSON, "2" stands where it means nothing'],
    ['[01]', 'x.json line 1: broken JSON, "1" stands where "]" must be'],
    ['[1e999]', 'x.json line 1: broken JSON, a number is too large'],
    ['[]', 'x.json line 1: it holds no DDL'],
    ['{"metadata": {}}', 'x.json line 1, at metadata.name: it is missing'],
    [
      `{${CHORIA.slice(CHORIA.indexOf('"metadata"'), CHORIA.indexOf(',\n  "actions"'))}}`,
      'x.json line 1: it has neither `actions` nor `output`, so it describes no plugin',
    ],
  ];
  for (const [text, problem] of texts) {
    it(`are refused: ${text.slice(0, 40).replace(/\n/g, '⏎')}`, () => {
      expect(problemIn(text)).to.equal(problem);
    });
  }

  const input = (ddl: Parameters<Change>[0], name: string): Record<string, unknown> =>
    (ddl.actions[0] as unknown as { input: Record<string, Record<string, unknown>> }).input[name]!;
  const changes: readonly [what: string, change: Change, problem: string][] = [
    ['without a timeout', ddl => delete ddl.metadata.timeout, 'metadata.timeout: it is missing'],
    [
      'a timeout in words',
      ddl => {
        ddl.metadata.timeout = 'soon';
      },
      'metadata.timeout: it must be a number from 0',
    ],
    [
      'actions by name',
      ddl => {
        ddl.actions = {} as never;
      },
      'actions: it must be a list',
    ],
    ['an action without name', ddl => delete ddl.actions[1]!.action, 'actions[1].action: it is missing'],
    [
      'an action twice',
      ddl => {
        ddl.actions[1]!.action = 'say' as never;
      },
      'actions[1].action: it is "say" a second time',
    ],
    [
      'another display',
      ddl => {
        ddl.actions[0]!.display = 'never' as never;
      },
      'actions[0].display: it must be one of ok, failed, always, flatten',
    ],
    [
      'an input without type',
      ddl => delete input(ddl, 'message').type,
      'actions[0].input.message.type: it is missing',
    ],
    [
      'optional in words',
      ddl => {
        input(ddl, 'message').optional = 'no';
      },
      'actions[0].input.message.optional: it must be true or false',
    ],
    [
      'an empty list',
      ddl => {
        input(ddl, 'how').list = [];
      },
      'actions[0].input.how.list: it has no values',
    ],
    [
      'a type of two words',
      ddl => {
        input(ddl, 'how').type = 'a b';
      },
      'actions[0].input.how.type: it must be a word',
    ],
    [
      'a length in words',
      ddl => {
        input(ddl, 'message').maxlength = 'x';
      },
      'actions[0].input.message.maxlength: it must be a number from 0',
    ],
    [
      'an output without label',
      ddl =>
        delete (ddl.actions[0] as never as { output: { said: { display_as?: string } } }).output.said
          .display_as,
      'actions[0].output.said.display_as: it is missing',
    ],
    [
      'an aggregate of nothing',
      ddl => {
        (ddl.actions[0] as never as { aggregate: { args: string[] }[] }).aggregate[0]!.args = [];
      },
      'actions[0].aggregate[0].args: it must begin with the name of an output',
    ],
  ];
  for (const [what, change, problem] of changes) {
    it(`are refused: ${what}`, () => {
      expect(problemAfter(change)).to.contain(`, at ${problem}`);
    });
  }

  it('name the line of the object that is wrong', () => {
    const text = CHORIA.replace('"prompt": "How", ', '');
    expect(problemIn(text)).to.equal('x.json line 29, at actions[0].input.how.prompt: it is missing');
  });

  it('of a data plugin are not those of an agent', () => {
    const text = writeJsonDdl(KNOWN_DATA.fact!);
    expect(() => readAgentDdl(text, 'fact.json')).to.throw(DdlUnreadable, 'not of an agent');
    expect(readAgentDdl(CHORIA, 'echo.json').metadata.name).to.equal('echo');
  });
});
