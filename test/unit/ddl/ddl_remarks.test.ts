// What `fleetspec ddl check` finds odd in DDLs that can be read.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_AGENTS } from '../../../lib/ddl/agents';
import { KNOWN_DATA } from '../../../lib/ddl/data';
import type { AgentDdl, InputDdl } from '../../../lib/ddl/ddl';
import { ddlRemarks } from '../../../lib/ddl/ddl_remarks';

const input = (parts: Partial<InputDdl>): InputDdl => ({
  prompt: 'p',
  description: 'd',
  type: 'string',
  optional: true,
  ...parts,
});

function agentOf(inputs: Record<string, InputDdl>): AgentDdl {
  const base = KNOWN_AGENTS.rpcutil!;
  return {
    ...base,
    actions: {
      run: {
        name: 'run',
        description: 'd',
        display: 'flatten',
        inputs,
        outputs: {},
        aggregates: [{ name: 'sum', output: 'o', args: {} }],
      },
    },
  };
}

describe('remarks on DDLs', () => {
  it('are made of what works otherwise than it looks', () => {
    const ddl = agentOf({
      mode: input({ type: 'list', list: ['a'], default: 'b' }),
      what: input({ type: 'any' }),
      name: input({ validation: { validator: 'our_own' } }),
      good: input({ validation: { validator: 'shellsafe' }, default: 'x' }),
    });
    expect(ddlRemarks(ddl)).to.deep.equal([
      'action run displays `flatten`, which is obsolete and shown as failed',
      'input mode of action run has a default that is not in its list',
      'input what of action run has the type any, which fleetspec cannot check',
      'input name of action run is checked by our_own, a validator fleetspec does not have',
      'action run sums up o by sum, but has no such output',
    ]);
  });

  it('are not made of our own', () => {
    for (const ddl of [...Object.values(KNOWN_AGENTS), ...Object.values(KNOWN_DATA)]) {
      expect(ddlRemarks(ddl), ddl.metadata.name).to.deep.equal([]);
    }
  });
});
