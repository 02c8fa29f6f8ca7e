// The files of examples/ with the paths and names of a lab in the place of theirs, and a folder of plugins.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { LabBroker } from './activemq';
import { ROOT } from './fleetspecd';
import type { Lab } from './lab';
import { SECRET } from './node_spec';

const REAL_PLUGINS = '/usr/lib/nagios/plugins';
const OUR_PLUGINS = [
  ...['check_activemq', 'check_activemq_broker', 'check_activemq_queue', 'check_feature'],
  ...['check_fleet', 'check_fleet_nrpe', 'check_puppet_fleet'],
];

export interface ExamplePlaces {
  readonly broker: LabBroker;
  /** A fleetspec.yaml of a client. */
  readonly monitoring: string;
  /** Mode of the file with the login of the broker. */
  readonly loginMode?: number;
}

export class Examples {
  /** Our plugins without `.js`, and the real ones the examples use. */
  readonly pluginDir: string;

  constructor(
    private readonly lab: Lab,
    private readonly places: ExamplePlaces,
  ) {
    this.pluginDir = lab.path('plugins');
    mkdirSync(this.pluginDir);
    for (const name of OUR_PLUGINS)
      symlinkSync(join(ROOT, `dist/plugins/nagios/${name}.js`), join(this.pluginDir, name));
    for (const name of ['check_dummy', 'check_ping'])
      symlinkSync(join(REAL_PLUGINS, name), join(this.pluginDir, name));
  }

  /** The text as it is in examples/. */
  text(path: string): string {
    return readFileSync(join(ROOT, 'examples', path), 'utf8');
  }

  /** The text for this lab. */
  adapted(path: string): string {
    const { broker, monitoring, loginMode = SECRET } = this.places;
    const login = `[activemq]\nuser = ${broker.user}\npassword = ${broker.password}\nport = ${broker.port}\n`;
    const ini = this.lab.write('fleetspec.ini', login, loginMode);
    return this.text(path)
      .replaceAll(/\/etc\/\w+\/fleetspec\.ini/g, ini)
      .replaceAll('/etc/fleetspec/monitoring.yaml', monitoring)
      .replaceAll('/usr/lib/node_modules/fleetspec', ROOT)
      .replaceAll(REAL_PLUGINS, this.pluginDir)
      .replaceAll('mq1.example.net', broker.host)
      .replaceAll('-H localhost', `-H ${broker.host}`);
  }

  /** Writes it into the lab's folder; returns its path. */
  write(path: string): string {
    return this.lab.write(`examples/${path}`, this.adapted(path));
  }
}
