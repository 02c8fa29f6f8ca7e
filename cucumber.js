// Plain `npx cucumber-js` from the project's root: the shipped features and our steps, straight from TypeScript.
// Needs a configuration in one of the usual places (fleetspec.yaml, or MCollective's own). `fleetspec run` does more.
module.exports = {
  default: {
    requireModule: ['ts-node/register'],
    require: ['support/**/*.ts', 'step_definitions/**/*.ts'],
    // Those need the small site of test/acceptance.
    tags: 'not @selftest',
    format: ['pretty'],
  },
};
