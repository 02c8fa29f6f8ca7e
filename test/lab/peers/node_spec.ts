// A node of the lab as configuration files: the same files serve mcollectived and fleetspecd.
import type { LabBroker } from './activemq';
import type { Lab } from './lab';
import { nodeSection, nodeSecurity, type SecurityScheme } from './security_keys';

export const LAB_PSK = 'lab-secret';

/** Mode of files that hold the key of the fleet. */
export const SECRET = 0o600;

/** What a node is; everything it would answer follows from this. */
export interface NodeSpec {
  readonly identity: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly classes?: readonly string[];
  readonly psk?: string;
  /** Default psk. */
  readonly security?: SecurityScheme;
  readonly collectives?: readonly string[];
  /** More lines of server.cfg, e.g. `plugin.iptables.chain`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export type Settings = Readonly<Record<string, string | number>>;

/** `key = value` lines of a server.cfg or client.cfg. */
export function renderSettings(settings: Settings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
}

function poolSettings({ connector = 'activemq', host, port, user, password }: LabBroker): Settings {
  return {
    connector,
    [`plugin.${connector}.pool.size`]: 1,
    [`plugin.${connector}.pool.1.host`]: host,
    [`plugin.${connector}.pool.1.port`]: port,
    [`plugin.${connector}.pool.1.user`]: user,
    [`plugin.${connector}.pool.1.password`]: password,
  };
}

/** What clients and nodes have in common: broker, security, collectives. */
export function commonSettings(
  broker: LabBroker,
  { psk = LAB_PSK, collectives = ['mcollective'] }: Pick<NodeSpec, 'psk' | 'collectives'>,
): Settings {
  return {
    main_collective: collectives[0] ?? 'mcollective',
    collectives: collectives.join(','),
    securityprovider: 'psk',
    'plugin.psk': psk,
    ...poolSettings(broker),
    direct_addressing: 1,
  };
}

// JSON is YAML, and needs no quoting rules here.
function writeState(lab: Lab, folder: string, spec: NodeSpec): { facts: string; classes: string } {
  return {
    facts: lab.write(`${folder}/facts.yaml`, `${JSON.stringify(spec.facts ?? {}, null, 1)}\n`),
    classes: lab.write(`${folder}/classes.txt`, (spec.classes ?? []).map(name => `${name}\n`).join('')),
  };
}

/** Writes facts.yaml, classes.txt and server.cfg below `folder` of the lab; returns the path of server.cfg. */
export function writeNode(
  lab: Lab,
  folder: string,
  broker: LabBroker,
  spec: NodeSpec,
  more: Settings,
): string {
  const { facts, classes } = writeState(lab, folder, spec);
  const settings = {
    identity: spec.identity,
    ...commonSettings(broker, spec),
    ...(spec.security && nodeSecurity(lab, spec.security)),
    factsource: 'yaml',
    'plugin.yaml': facts,
    classesfile: classes,
    registerinterval: 0,
    ...more,
    ...spec.settings,
  };
  return lab.write(`${folder}/server.cfg`, renderSettings(settings), SECRET);
}

/** The same with a fleetspec.yaml, which only fleetspecd reads; `settings` of the spec do not apply. */
export function writeNodeYaml(lab: Lab, folder: string, broker: LabBroker, spec: NodeSpec): string {
  const { facts, classes } = writeState(lab, folder, spec);
  const { connector, host, port, user, password } = broker;
  const config = {
    identity: spec.identity,
    collectives: spec.collectives ?? ['mcollective'],
    broker: { ...(connector && { connector }), pool: [{ host, port, user, password }] },
    security: spec.security ? nodeSection(lab, spec.security) : { psk: spec.psk ?? LAB_PSK },
    node: { fact_files: [facts], classes_file: classes },
  };
  return lab.write(`${folder}/fleetspec.yaml`, `${JSON.stringify(config, null, 1)}\n`, SECRET);
}
