// fleetspec inventory on emulated hosts: one node, reports, collectives.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  site = await ToySite.start(
    [1, 2, 3].map(n => ({
      identity: `web${n}.example.net`,
      classes: ['role::web', 'ntp'],
      facts: { country: n === 3 ? 'uk' : 'de', os: 'Debian <12>' },
    })),
  );
});
after(() => site.stop());

async function run(...argv: string[]) {
  const { code, stdout, stderr } = await site.fleetspec([
    'inventory',
    ...argv,
    '--config',
    site.configFile(),
  ]);
  return {
    code,
    stderr,
    stdout,
    lines: stdout.split('\n').filter(line => !/^(Finished processing.*|)$/.test(line)),
  };
}

describe('fleetspec inventory NODE', () => {
  it('shows daemon, agents, classes and facts in mco’s sections', async () => {
    const { code, stdout } = await run('web1.example.net');
    expect(stdout).to.match(/^Inventory for web1\.example\.net:\n\n {3}Server Statistics:\n {22}Version: \S/);
    expect(stdout).to.match(/\n {18}Collectives: mcollective\n/);
    expect(stdout).to.match(/\n {3}Agents:\n {6}discovery {7}\S/);
    expect(stdout).to.match(/\n {3}Configuration Management Classes:\n {4}ntp {28}role::web\n/);
    expect(stdout).to.match(/\n {3}Facts:\n {6}country => de\n {6}os => Debian <12>\n$/);
    expect(code).to.equal(0);
  });

  it('says when nobody answers', async () => {
    const { code, stderr } = await run('web9.example.net');
    expect(stderr).to.include('did not receive any results from node web9.example.net');
    expect(code).to.equal(1);
  });

  it('wants to know one thing at a time', async () => {
    for (const argv of [[], ['web1', '--list-collectives'], ['--format', '{identity}', '--map', 'x.svg']])
      expect((await run(...argv)).stderr).to.include('say one of: a node, --format');
  });
});

describe('reports', () => {
  it('print a line for each node', async () => {
    const { lines, code } = await run(
      '--format',
      '{identity:<20}|{facts.country:>4}|{facts.none:^5}|{classes}',
    );
    expect(lines).to.deep.equal([
      'web1.example.net    |  de|     |ntp,role::web',
      'web2.example.net    |  de|     |ntp,role::web',
      'web3.example.net    |  uk|     |ntp,role::web',
    ]);
    expect(code).to.equal(0);
  });

  it('print pages with a heading', async () => {
    const file = join(site.folder, 'report.yaml');
    writeFileSync(
      file,
      'page_length: 6\nheading: |\n  Page {page} of {nodes} nodes\n  ----\nbody: |\n  {identity}\n    {facts.os:<8}\n',
    );
    const { lines } = await run('--report', file);
    expect(lines).to.deep.equal([
      ...[
        'Page 1 of 3 nodes',
        '----',
        'web1.example.net',
        '  Debian …',
        'web2.example.net',
        '  Debian …',
        '\f',
      ],
      ...['Page 2 of 3 nodes', '----', 'web3.example.net', '  Debian …'],
    ]);
  });

  it('are read before anybody is asked', async () => {
    const file = join(site.folder, 'report.yaml');
    for (const [text, problem] of [
      ['format: "{idnetity}"\n', 'a field of'],
      ['formt: x\n', 'give format'],
      ['heading: x\n', 'either format or body'],
      ['format: x\nbody: y\n', 'either format or body'],
      ['body: x\npage_length: many\n', 'page_length'],
      ['format: [a]\n', 'each a text'],
      ['format: "\n', 'YAML'],
      ['{identity:<20} {facts.os}\n', 'give YAML such as format: "{identity} {facts.os}"'],
      ['name of the node\n', 'cannot be "name of the node"; give YAML such as format:'],
    ] as const) {
      writeFileSync(file, text);
      const { code, stderr } = await run('--report', file);
      expect(stderr, text).to.include(problem);
      expect(code).to.equal(1);
    }
    expect((await run('--report', join(site.folder, 'none.yaml'))).stderr).to.include('ENOENT');
  });
});

describe('collectives', () => {
  it('are counted', async () => {
    expect((await run('--list-collectives')).lines.at(1)).to.equal('   ==========                     =====');
    expect((await run('--list-collectives')).lines.at(2)).to.equal('   mcollective                    3');
  });

  it('are drawn as DOT and SVG', async () => {
    const dot = join(site.folder, 'map.dot');
    expect((await run('--map', dot)).lines).to.deep.equal([`A map of 3 nodes has been written to ${dot}`]);
    expect(readFileSync(dot, 'utf8')).to.match(
      /^graph \{\n {3}subgraph "mcollective" \{\n {6}"web1\.example\.net" -- "mcollective"\n/,
    );
    const svg = join(site.folder, 'map.svg');
    await run('--map', svg);
    const drawn = readFileSync(svg, 'utf8');
    expect(drawn.match(/<path d=/g)).to.have.length(3);
    expect(drawn).to.include('>mcollective (3)</text>');
    expect((await run('--map', 'map.png')).stderr).to.include('FILE.dot or FILE.svg');
  });
});
