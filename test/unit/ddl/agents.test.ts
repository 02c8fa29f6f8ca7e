// The DDLs fleetspec brings: complete, with checks that exist, and of regexes that can be run.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_AGENTS } from '../../../lib/ddl/agents';
import { AGGREGATES } from '../../../lib/ddl/aggregates';
import { requireUsableRegexes } from '../../../lib/ddl/check_regexes';
import { inputComplaint } from '../../../lib/ddl/check_value';
import type { InputDdl } from '../../../lib/ddl/ddl';
import { VALIDATORS } from '../../../lib/ddl/validators';
import { AGENTS } from '../../../lib/node/agents';

describe('built-in DDLs', () => {
  it('include those of the agents fleetspecd runs', () => {
    const run = Object.keys(AGENTS).filter(name => name !== 'discovery');
    expect(KNOWN_AGENTS).to.include.keys(run);
  });

  for (const [name, ddl] of Object.entries(KNOWN_AGENTS)) {
    it(`of ${name} are complete`, () => {
      expect(ddl.metadata.name).to.equal(name);
      expect(ddl.metadata.timeout).to.be.greaterThan(0);
      requireUsableRegexes(ddl, `${name}.ddl`);
      for (const [key, action] of Object.entries(ddl.actions)) {
        expect(action.name).to.equal(key);
        expect(action.description, key).to.match(/^[A-Z].*[^.]$/);
        for (const input of Object.values(action.inputs)) requireComplete(input, key);
        for (const { name: called, output } of action.aggregates) {
          expect(AGGREGATES).to.have.property(called);
          expect(action.outputs).to.have.property(output);
        }
        for (const { displayAs, description } of Object.values(action.outputs)) {
          expect(displayAs.length * description.length, key).to.be.greaterThan(0);
        }
      }
    });
  }
});

function requireComplete(input: InputDdl, where: string): void {
  expect(input.prompt.length * input.description.length, where).to.be.greaterThan(0);
  const { validation, default: value } = input;
  if (input.type === 'string') expect(validation, where).to.not.equal(undefined);
  if (input.type === 'list') expect(input.list, where).to.have.length.above(0);
  if (validation && 'validator' in validation) expect(VALIDATORS).to.have.property(validation.validator);
  if (value !== undefined) expect(inputComplaint(input, value), where).to.equal(undefined);
}
