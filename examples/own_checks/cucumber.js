// Plain `npx cucumber-js` in this folder: these features with our steps and those of fleetspec. `fleetspec run` does the
// same with deadlines, parameters and verdicts.
module.exports = {
  default: {
    requireModule: [require.resolve('ts-node/register/transpile-only'), require.resolve('fleetspec/steps')],
    require: ['support/**/*.ts', 'step_definitions/**/*.{ts,js}'],
    format: ['pretty'],
  },
};
