// What the hosts say of themselves in their facts: a step of one's own, in TypeScript.
import { askAgent, type ClaimText, expectOfHosts, Then } from 'fleetspec';

// Whether a fact of the hosts is in a list, such as releases that still get updates.
Then(
  '{claim} have the fact {word} in {names}',
  async function (claim: ClaimText, fact: string, names: string[]) {
    // rpcutil is an agent that every node has; it answers "value" to get_fact.
    const askFact = askAgent({
      agent: 'rpcutil',
      action: 'get_fact',
      args: { fact },
      read: ({ data }) => (data.value === null || data.value === undefined ? undefined : String(data.value)),
      vague: `the node has no fact ${fact}`,
    });
    await expectOfHosts(
      claim,
      askFact,
      {
        subject: `fact ${fact}`,
        expected: names.join(' or '),
        holds: value => names.includes(value),
        show: value => value,
      },
      this,
    );
  },
);
