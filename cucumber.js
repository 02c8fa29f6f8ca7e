// Plain `npx cucumber-js` from the project's root: the shipped features and our steps, straight from TypeScript.
// Needs a configuration in one of the usual places (fleetspec.yaml, or MCollective's own). `fleetspec run` does more.
module.exports = {
  default: {
    paths: ['features/*.feature'],
    requireModule: ['ts-node/register'],
    require: ['support/**/*.ts', 'step_definitions/**/*.ts'],
    format: ['pretty'],
  },
};
