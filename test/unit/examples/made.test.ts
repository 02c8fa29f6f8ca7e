// Examples made from the code are what the code says now, and what their readers want.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { cactiView } from '../../../lib/nagios/lint/cacti_view';
import { PLUGINS } from '../../../scripts/docs/plugin_list';
import { projectFiles, readProjectFile } from '../../../scripts/docs/project';
import { cactiTemplates } from '../../../scripts/examples/cacti_templates';
import { icingaCommands } from '../../../scripts/examples/icinga_commands';
import { MADE_EXAMPLES } from '../../../scripts/examples/made';

describe('examples', () => {
  for (const [path, make] of Object.entries(MADE_EXAMPLES)) {
    it(`${path} is what the code says`, () => {
      expect(make() === readProjectFile(path), `${path} is out of date: run npm run docs`).to.equal(true);
    });
  }

  it('are all told of', () => {
    const folders = projectFiles('examples', '').map(path => path.split('/')[1]!);
    const told = readProjectFile('examples/README.md');
    const untold = folders.filter(name => !name.endsWith('.md') && !told.includes(`| [${name}](${name}) |`));
    expect([...new Set(untold)]).to.deep.equal([]);
  });
});

describe('the CheckCommands for Icinga', () => {
  const text = icingaCommands();
  const variables = [...text.matchAll(/(?:value|set_if) = ".*\$(\w+)\$"/g)].map(match => match[1]!);

  it('have every option of every plugin but passwords', () => {
    for (const { name, options } of Object.values(PLUGINS).filter(one => one.name.startsWith('check_'))) {
      const own = blocks(text, name.replace(/^check_/, ''));
      for (const option of options.filter(({ hidden }) => !hidden)) {
        const isThere = own.includes(`"--${option.name}" = {`);
        expect(isThere, `${name} --${option.name}`).to.equal(
          !['password', 'help', 'version'].includes(option.name),
        );
      }
    }
  });

  it('have a variable of its own for each', () => {
    const repeated = variables.filter((name, index) => variables.indexOf(name) < index);
    expect(repeated).to.deep.equal([]);
    expect(variables).to.include.members([
      'activemq_host',
      'activemq_queue_queue_warn',
      'fleet_with_class',
      'fleetspec_extra_opts',
    ]);
  });
});

/** A command with the templates it imports. */
function blocks(text: string, command: string): string {
  const named = (kind: string, name: string): string =>
    new RegExp(`^${kind} CheckCommand "${name}" \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1] ?? '';
  const own = named('object', command);
  const parent = /import "(fleetspec-(?!plugin)\S+)"/.exec(own)?.[1] ?? '';
  return own + named('template', parent) + named('template', 'fleetspec-plugin');
}

describe('the templates for Cacti', () => {
  const xml = cactiTemplates();
  const values = (name: string): string[] =>
    [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(match => match[1]!);

  it('name nothing twice and refer to nothing that is not there', () => {
    const defined = [...xml.matchAll(/^\t*<(hash_\w+)>$/gm)].map(match => match[1]!);
    expect(new Set(defined).size).to.equal(defined.length);
    const used = [...xml.matchAll(/(?<![</])hash_\w+/g)].map(match => match[0]!);
    const graphItems = defined.map(hash => hash.replace('hash_10', 'hash_00'));
    expect(used.filter(hash => !defined.includes(hash) && !graphItems.includes(hash))).to.deep.equal([]);
  });

  it('have names that a round-robin database takes', () => {
    expect(values('data_source_name').filter(name => !/^\w{1,19}$/.test(name))).to.deep.equal([]);
    expect(values('data_name').filter(name => !/^\w{1,50}$/.test(name))).to.deep.equal([]);
  });

  it('take counters for what they are: a restart of the broker is no peak', () => {
    const sources = values('data_source_name').map((name, index) => ({
      name,
      type: values('data_source_type_id')[index],
      least: values('rrd_minimum')[index],
    }));
    for (const { name, type, least } of sources) {
      expect(least, name).to.equal('0');
      expect(type, name).to.equal(
        name.endsWith('Count') && /^(en|de)queue|^dispatch|^expired/.test(name) ? '3' : '1',
      );
    }
  });

  it('ask for several fields, whose line Cacti takes', () => {
    const asked = values('value').filter(value => value.includes(','));
    expect(asked).to.have.length(9);
    for (const fields of asked) {
      const line = fields
        .split(',')
        .map(field => `${field}:1`)
        .join(' ');
      expect(cactiView({ stdout: `${line}\n`, stderr: '', exitCode: 0 })).to.deep.include({
        state: 'accepted',
        remarks: [],
      });
    }
  });
});
