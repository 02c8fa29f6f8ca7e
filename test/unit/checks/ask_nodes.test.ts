// Asking an exact set of nodes: whoever has not answered is missed, whatever the reason.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { askNodes } from '../../../lib/checks/ask_nodes';
import type { CheckContext } from '../../../lib/checks/check_context';
import type { AgentClient } from '../../../lib/rpc/agent_client';
import type { CallResult } from '../../../lib/rpc/reply';

type Result = Partial<Omit<CallResult, 'stats'>> & { readonly stats?: Pick<CallResult['stats'], 'refused'> };

async function doubtOf(result: Result): Promise<string | undefined> {
  const whole = {
    agent: 'puppet',
    ok: [],
    failed: [],
    noResponse: [],
    notAsked: [],
    unreadable: [],
    repeated: [],
    stats: { refused: 0 },
  };
  const call = { result: async () => ({ ...whole, discoveredLate: [], ...result }) };
  const client = { name: 'puppet', call: () => call } as unknown as AgentClient;
  const context = { callOptions: () => ({}) } as unknown as CheckContext;
  return (await askNodes(client, 'status', {}, context)).doubt?.message;
}

describe('asking nodes', () => {
  it('has no doubt when everybody has answered', async () => {
    expect(await doubtOf({})).to.equal(undefined);
  });

  it('misses nodes that were not asked like those that are silent', async () => {
    expect(await doubtOf({ notAsked: ['b'] })).to.contain('b');
    expect(await doubtOf({ noResponse: ['c'], notAsked: ['b'] })).to.contain('b and c');
  });

  it('says that answers could not be verified where some are missing', async () => {
    expect(await doubtOf({ noResponse: ['c'], stats: { refused: 1 } })).to.equal(
      'no answer from c to puppet status, and 1 answer could not be verified',
    );
    expect(await doubtOf({ noResponse: ['c'], stats: { refused: 2 } })).to.contain('and 2 answers could');
    expect(await doubtOf({ stats: { refused: 2 } })).to.equal(undefined);
  });
});
