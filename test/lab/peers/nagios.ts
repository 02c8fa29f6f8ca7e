// A real Nagios 4 with a configuration of its own that checks every second and writes status.dat at once.
import type { Child, Exit } from './child';
import type { Lab } from './lab';
import { type Outcome, runProgram } from './outcome';
import { waitFor } from './wait_for';

/** A service to check: its description and the command line Nagios runs. */
export interface NagiosService {
  readonly description: string;
  readonly commandLine: string;
}

export interface NagiosOptions {
  /** Services of the host `fleet` that are never run: their results are sent. */
  readonly passive?: readonly string[];
  /** Takes external commands through `commandFile`, and hosts that are down from outside. */
  readonly commands?: boolean;
}

/** Objects from files instead of a list of services, besides those that come with Nagios. */
export interface NagiosFiles {
  readonly objectFiles: readonly string[];
  /** `$USER1$`. */
  readonly pluginDir: string;
}

// check-host-alive is there.
const STOCK_COMMANDS = '/etc/nagios-plugins/config';
const STOCK_OBJECTS = ['commands', 'contacts', 'timeperiods', 'templates'].map(
  name => `/etc/nagios4/objects/${name}.cfg`,
);

/** A block of status.dat: `key=value` lines. */
export type StatusBlock = Readonly<Record<string, string>>;

export class Nagios {
  private constructor(
    private readonly lab: Lab,
    public child: Child,
    private readonly ready: RegExp,
  ) {}

  static async start(
    lab: Lab,
    services: readonly NagiosService[],
    { passive = [], commands = false }: NagiosOptions = {},
  ): Promise<Nagios> {
    for (const folder of ['spool/checkresults', 'archives', 'rw']) lab.write(`nagios/${folder}/.keep`, '');
    lab.write('nagios/objects.cfg', objects(services) + passive.map(passiveService).join(''));
    const files = [lab.path('nagios/objects.cfg')];
    lab.write('nagios/nagios.cfg', mainConfig(lab.path('nagios'), files, commands));
    const ready = commands
      ? /launched command file worker/
      : /Nagios Core [\d.]+|Successfully launched command file worker/;
    const nagios = new Nagios(lab, launch(lab, 'nagios'), ready);
    await nagios.child.untilPrinted(ready);
    return nagios;
  }

  static async startFiles(lab: Lab, files: NagiosFiles): Promise<Nagios> {
    writeFilesConfig(lab, files);
    const nagios = new Nagios(lab, launch(lab, 'nagios'), /Successfully launched command file worker/);
    await nagios.child.untilPrinted(nagios.ready);
    return nagios;
  }

  /** What `nagios4 -v` says of them. */
  static verify(lab: Lab, files: NagiosFiles): Promise<Outcome> {
    writeFilesConfig(lab, files);
    return runProgram('nagios4', ['-v', lab.path('nagios/nagios.cfg')]);
  }

  /** `check_result_path`. */
  get spool(): string {
    return this.lab.path('nagios/spool/checkresults');
  }

  /** A pipe while Nagios runs with `commands`. */
  get commandFile(): string {
    return this.lab.path('nagios/rw/nagios.cmd');
  }

  /** Ends it in order; its pipe goes with it. */
  stop(): Promise<Exit> {
    return this.child.stop();
  }

  /** Starts it again after `stop`, with a log of its own; it remembers nothing. */
  async restart(): Promise<void> {
    this.child = launch(this.lab, 'nagios-again');
    await this.child.untilPrinted(this.ready);
  }

  /** The service's block of status.dat, once Nagios has checked it. */
  checked(description: string, timeoutMs = 30_000): Promise<StatusBlock> {
    return waitFor(
      `Nagios to check "${description}"`,
      () =>
        this.blocks().find(
          block => block.service_description === description && block.has_been_checked === '1',
        ),
      timeoutMs,
    );
  }

  /** The block of the host `fleet`, once it has been checked. */
  hostChecked(timeoutMs = 30_000): Promise<StatusBlock> {
    return waitFor(
      'Nagios to hear of the host',
      () => parseStatus(this.status(), 'hoststatus').find(block => block.has_been_checked === '1'),
      timeoutMs,
    );
  }

  /** Every service's block, checked or not. */
  private blocks(): StatusBlock[] {
    return parseStatus(this.status());
  }

  private status(): string {
    try {
      return this.lab.read('nagios/status.dat');
    } catch {
      return '';
    }
  }
}

function launch(lab: Lab, name: string): Child {
  return lab.start(name, 'nagios4', [lab.path('nagios/nagios.cfg')]);
}

/** The `servicestatus { … }` blocks of a status.dat, or those of another kind. */
export function parseStatus(text: string, kind = 'servicestatus'): StatusBlock[] {
  return [...text.matchAll(new RegExp(`^${kind} \\{\\n([\\s\\S]*?)\\n\\t?\\}`, 'gm'))].map(([, body]) =>
    Object.fromEntries(
      body!.split('\n').map(line => {
        const equals = line.indexOf('=');
        return [line.slice(0, equals).trim(), line.slice(equals + 1)];
      }),
    ),
  );
}

// Its intervals are minutes, as anywhere: each service is checked once.
function writeFilesConfig(lab: Lab, { objectFiles, pluginDir }: NagiosFiles): void {
  for (const folder of ['spool/checkresults', 'archives', 'rw']) lab.write(`nagios/${folder}/.keep`, '');
  const resources = lab.write('nagios/resource.cfg', `$USER1$=${pluginDir}\n`);
  const config = mainConfig(lab.path('nagios'), [...STOCK_OBJECTS, ...objectFiles], true);
  lab.write(
    'nagios/nagios.cfg',
    `${config.replace('interval_length=1\n', 'interval_length=60\n')}resource_file=${resources}\ncfg_dir=${STOCK_COMMANDS}\n`,
  );
}

function mainConfig(dir: string, objectFiles: readonly string[], commands: boolean): string {
  return `
${objectFiles.map(file => `cfg_file=${file}`).join('\n')}
log_file=${dir}/nagios.log
log_archive_path=${dir}/archives
object_cache_file=${dir}/objects.cache
precached_object_file=${dir}/objects.precache
status_file=${dir}/status.dat
status_update_interval=1
state_retention_file=${dir}/retention.dat
retain_state_information=0
lock_file=${dir}/nagios.pid
temp_file=${dir}/nagios.tmp
temp_path=${dir}
check_result_path=${dir}/spool/checkresults
check_result_reaper_frequency=1
command_file=${dir}/rw/nagios.cmd
check_external_commands=${commands ? 1 : 0}
query_socket=${dir}/rw/nagios.qh
nagios_user=root
nagios_group=root
interval_length=1
service_check_timeout=30
max_service_check_spread=1
service_inter_check_delay_method=n
max_concurrent_checks=0
use_syslog=0
enable_notifications=0
enable_flap_detection=0
check_for_updates=0
execute_host_checks=0
illegal_macro_output_chars=\`~$&|'"<>
`;
}

function objects(services: readonly NagiosService[]): string {
  const head = `
define timeperiod {
  timeperiod_name always
  alias always
  monday 00:00-24:00
  tuesday 00:00-24:00
  wednesday 00:00-24:00
  thursday 00:00-24:00
  friday 00:00-24:00
  saturday 00:00-24:00
  sunday 00:00-24:00
}
define contact {
  contact_name nobody
  host_notification_period always
  service_notification_period always
  host_notification_commands check-0
  service_notification_commands check-0
}
define host {
  host_name fleet
  address 127.0.0.1
  max_check_attempts 1
  check_period always
  notification_period always
  contacts nobody
}
`;
  return head + services.map(service).join('');
}

function passiveService(description: string): string {
  return `
define service {
  host_name fleet
  service_description ${description}
  check_command check-0
  active_checks_enabled 0
  passive_checks_enabled 1
  max_check_attempts 1
  check_period always
  notification_period always
  contacts nobody
}
`;
}

function service({ description, commandLine }: NagiosService, index: number): string {
  return `
define command {
  command_name check-${index}
  command_line ${commandLine}
}
define service {
  host_name fleet
  service_description ${description}
  check_command check-${index}
  check_interval 3600
  retry_interval 3600
  max_check_attempts 1
  check_period always
  notification_period always
  contacts nobody
}
`;
}
