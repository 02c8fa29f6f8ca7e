// A condition over numbers that are no host's, in plain JavaScript.
const { Given, Then, arranges, expectValue, parseComparison } = require('fleetspec');

// What each scenario was told, without a World of one's own.
const budgets = new WeakMap();

// How many machines have been paid for.
Given(
  'we have paid for {int} machine(s)',
  arranges(function (machines) {
    budgets.set(this, machines);
  }),
);

// Counts the hosts that were chosen before, and holds what is left of the budget against a number.
Then('{timing}the rest of the budget {modal} be {comparison}', async function (timing, modal, limit) {
  const comparison = parseComparison(limit);
  const { nodes } = await this.chooseHosts({ kind: 'chosen' });
  await expectValue(
    { timing, modal },
    'budget',
    async () => (budgets.get(this) ?? 0) - nodes.length,
    { subject: 'machines left', expected: comparison.text, holds: comparison.holds, show: String },
    this.run,
  );
});
