// Every agent of the registry says of itself what a DDL must say.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { AGENTS } from '../../../../lib/node/agents';

describe('agents', () => {
  for (const [name, agent] of Object.entries(AGENTS)) {
    it(`${name} is described completely`, () => {
      const { metadata, actions } = agent;
      expect(metadata.name).to.equal(name);
      expect(name).to.match(/^\w+$/);
      for (const text of [metadata.description, metadata.author, metadata.license, metadata.version]) {
        expect(text).to.have.length.greaterThan(0);
      }
      expect(metadata.timeout).to.be.greaterThan(0);
      expect(Object.keys(actions).length > 0 || agent.respond !== undefined).to.equal(true);
      for (const [key, action] of Object.entries(actions)) {
        expect(action.name).to.equal(key);
        expect(action.description).to.have.length.greaterThan(0);
        for (const output of Object.values(action.outputs)) {
          expect(output.description.length * output.displayAs.length).to.be.greaterThan(0);
        }
        for (const input of Object.values(action.inputs)) {
          expect(input.description).to.have.length.greaterThan(0);
          if (input.type !== 'string') continue;
          expect(input.maxlength, `${name}#${key}`).to.be.greaterThan(0);
          const { validation } = input;
          expect(validation, `${name}#${key}`).to.not.equal(undefined);
          if (validation && 'regex' in validation)
            expect(validation.regex).to.match(/^(?:\^.*\$|\\A.*\\z|\.\*)$/);
        }
      }
    });
  }
});
