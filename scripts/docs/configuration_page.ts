// docs/reference/configuration.md: every key of fleetspec.yaml and of MCollective's files, the places, the variables.
import { configPlaces } from '../../lib/config/find_config';
import { KNOWN_KEYS, KNOWN_VARIABLES, type KnownKey } from '../../lib/config/keys/known_keys';
import type { Role } from '../../lib/config/keys/mcollective_key';
import { exampleYaml } from './configuration_example';
import { block, bullet, code, page, paragraph, sentence } from './markdown';

const OURS = KNOWN_KEYS.filter(key => key.format === 'fleetspec.yaml');
const THEIRS = KNOWN_KEYS.filter(key => key.format === 'mcollective');

export function configurationPage(): string {
  return page('Configuration', [
    paragraph(
      'One file: our own fleetspec.yaml, or an MCollective client.cfg or server.cfg as it is. `fleetspec config` shows what is in effect, and warns of what is not.',
    ),
    '## Where it is looked for',
    paragraph(
      'The file named with `--config`, else by the variable `FLEETSPEC_CONFIG`. When neither names one, the first of these that can be read:',
    ),
    placesFor('client', '`fleetspec`:'),
    placesFor('server', '`fleetspecd`:'),
    paragraph(
      'Files ending in .yaml, .yml or .json are ours; others are told by their first line. Relative paths in fleetspec.yaml start at that file, in MCollective’s files at the working directory.',
    ),
    '## Variables',
    paragraph('They win over any file:'),
    Object.entries(KNOWN_VARIABLES)
      .map(([name, meaning]) => bullet(`${code(name)}: ${meaning}`))
      .join('\n'),
    '## fleetspec.yaml',
    paragraph(
      'Every key there is, with its meaning. Few are needed: a broker and the shared key. A key that is not known ends the program with its line and the nearest known one; a key without a value is at its default.',
    ),
    block('yaml', exampleYaml(OURS)),
    paragraph('A broker of the pool may also be just a name: `pool: [mq1.example.net:61613]`.'),
    ...mcollectiveParts(),
  ]);
}

function placesFor(role: Role, title: string): string {
  const places = configPlaces(role, { cwd: '.', home: '~' });
  return [paragraph(title), '', ...places.map((place, i) => `${i + 1}. ${code(place)}`)].join('\n');
}

function mcollectiveParts(): string[] {
  const used = THEIRS.filter(key => !key.unused);
  const warned = THEIRS.filter(key => key.warning);
  const ignored = THEIRS.filter(key => key.unused && !key.warning);
  return [
    '## client.cfg and server.cfg',
    paragraph(
      'Lines of `key = value`. As in MCollective, an unknown key ends the program, unless it begins with `plugin.`. Files in plugin.d are read too. What the file does not say has the default given here.',
    ),
    paragraph(
      '`plugin.AGENT.…` are settings of agents, see [agents.md](agents.md). A key of fleetspec.yaml can stand in these files with `plugin.fleetspec.` in front: `plugin.fleetspec.rpc.timeout = 10s`.',
    ),
    '### Used',
    used.map(usedLine).join('\n'),
    '### Without effect, with a warning',
    paragraph('When the value asks for something that fleetspec does not do:'),
    warned
      .map(key => bullet(`${code(key.key)}: ${sentence(key.meaning)} ${sentence(`It ${key.warning}`)}`))
      .join('\n'),
    '### Without effect',
    paragraph('Known, so that a file that works for MCollective works here; ignored.'),
    ignored.map(key => bullet(`${code(key.key)}: ${key.meaning}`)).join('\n'),
  ];
}

function usedLine({ key, type, meaning, default: standard, unit }: KnownKey): string {
  const kind = type === 'text' ? '' : ` ${sentence(type)}`;
  return bullet(`${code(key)}: ${sentence(meaning)}${kind} Default: ${standard}${unit ? ` ${unit}` : ''}.`);
}
