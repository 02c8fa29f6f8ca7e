// Where the bundles say that a step is defined.
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { getDefinitionLineAndUri } from '../../../../lib/runner/in_bundle/definition_place';

function calledIn(filename: string): unknown {
  return runInNewContext('\n\nplace("/srv/checks")', { place: getDefinitionLineAndUri }, { filename });
}

describe('the place of a definition', () => {
  it('is the line and the file of the nearest caller that is not of the bundle', () => {
    expect(calledIn('/srv/checks/steps/own.js')).to.deep.equal({ line: 3, uri: 'steps/own.js' });
    expect(calledIn('file:///srv/checks/own.mjs')).to.deep.equal({ line: 3, uri: 'own.mjs' });
  });

  it('leaves the stacks of errors as they were', () => {
    getDefinitionLineAndUri(__dirname);
    expect(new Error('here').stack).to.match(/^Error: here\n {4}at /);
  });

  it('is fleetspec itself where nobody else calls', () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 1;
    try {
      expect(getDefinitionLineAndUri(__dirname)).to.deep.equal({ line: 1, uri: 'fleetspec' });
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
});
