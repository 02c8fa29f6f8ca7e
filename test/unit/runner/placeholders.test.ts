// Filling <placeholders>: once, everywhere in a scenario, and never by half.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { fillScenario, fillText } from '../../../lib/runner/placeholders';

describe('placeholders', () => {
  it('are filled from values', () => {
    expect(fillText('ping <host>:<port>', { host: 'web1', port: '80' })).to.equal('ping web1:80');
  });

  it('stay as they are without a value, or when they are none', () => {
    expect(fillText('<a> < b > <1x> 3 < 4 > 2', { b: 'x' })).to.equal('<a> < b > <1x> 3 < 4 > 2');
  });

  it('lose the backslash that says they are none', () => {
    expect(fillText('\\<host>', { host: 'web1' })).to.equal('<host>');
  });

  it('are not looked for in what was filled in', () => {
    const missing: string[] = [];
    expect(fillText('<a>', { a: '<b>', b: 'no' }, name => missing.push(name))).to.equal('<b>');
    expect(missing).to.deep.equal([]);
  });

  it('do not find values among what every object has', () => {
    const missing: string[] = [];
    fillText('<constructor> <__proto__>', {}, name => missing.push(name));
    expect(missing).to.deep.equal(['constructor', '__proto__']);
  });

  it('are filled in texts, doc strings and tables of a scenario, and missed by name', () => {
    const scenario = {
      name: 'On <host>',
      steps: [
        { text: 'I see <host>', argument: { docString: { content: '<port>' } } },
        {
          text: 'and',
          argument: { dataTable: { rows: [{ cells: [{ value: '<host>' }, { value: '<user>' }] }] } },
        },
      ],
    };
    expect(fillScenario(scenario, { host: 'web1' })).to.deep.equal(['port', 'user']);
    expect(JSON.stringify(scenario)).not.to.include('<host>');
    expect(scenario.name).to.equal('On web1');
  });
});
