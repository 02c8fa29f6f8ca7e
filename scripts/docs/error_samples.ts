// One error of each class as a user could meet it, and what becomes of it. The page of errors shows their sentences.
import * as activemq from '../../lib/activemq/errors';
import { CannotListen, FrameRefused, UnusableTlsFile } from '../../lib/broker/errors';
import * as checks from '../../lib/checks/errors';
import { NothingLearned } from '../../lib/checks/network/errors';
import * as safety from '../../lib/checks/safety/errors';
import * as cli from '../../lib/cli/errors';
import * as config from '../../lib/config/errors';
import * as ddl from '../../lib/ddl/errors';
import type { FleetspecError } from '../../lib/errors';
import { ProgramNotFound, ProgramNotStarted } from '../../lib/exec/errors';
import { NodeNotRemembered } from '../../lib/fleet_checks/errors';
import { MarshalError } from '../../lib/marshal/errors';
import { CompoundRefused } from '../../lib/mcollective/compound_refused';
import * as mcollective from '../../lib/mcollective/errors';
import { FactTestRefused } from '../../lib/mcollective/fact_test_refused';
import * as nagios from '../../lib/nagios/errors';
import * as node from '../../lib/node/errors';
import { CompilerMissing } from '../../lib/own_code/errors';
import * as passive from '../../lib/passive/errors';
import { ProbeFailed } from '../../lib/probes/errors';
import { PsychError } from '../../lib/psych/errors';
import * as recording from '../../lib/recording/errors';
import { RegexRefused } from '../../lib/regex/regex_refused';
import { OtherRollout, RolloutStateUnreadable } from '../../lib/rollout/errors';
import * as discovery from '../../lib/rpc/discovery_methods/errors';
import * as rpc from '../../lib/rpc/errors';
import * as runner from '../../lib/runner/errors';
import * as stomp from '../../lib/stomp/errors';
import { BrokenYaml } from '../../lib/util/yaml';

/**
 * Where an error shows, and so what it ends: any `program`; a `client` command, while fleetspecd tries again; any
 * client command but not the daemon (`command`); a `check` or run only; a `plugin`; the `daemon` at its start; or nothing, as it
 * is told in an answer of a `node` or in a log.
 */
export type Ends = 'program' | 'client' | 'command' | 'check' | 'plugin' | 'daemon' | 'node';

export interface ErrorSample {
  readonly error: FleetspecError;
  readonly ends: Ends;
}

const BROKER = 'mq1.example.net:61613';
const YAML = { file: '/etc/fleetspec/fleetspec.yaml', line: 3 };

const each = (ends: Ends, ...errors: FleetspecError[]): ErrorSample[] =>
  errors.map(error => ({ error, ends }));

export const ERROR_SAMPLES: readonly ErrorSample[] = [
  ...each(
    'program',
    new config.ConfigNotFound(['/home/alice/fleetspec.yaml', '…', '/etc/mcollective/client.cfg']),
    new config.ConfigUnreadable('/etc/fleetspec/fleet.psk', 'file with the shared key', 'permission denied'),
    new config.ConfigSyntax({ ...YAML, column: 7 }, 'a colon is missing'),
    new config.UnknownKey('broker.pol', YAML, 'pool'),
    new config.BadValue('broker.heartbeat', YAML, 'must be a duration like 2s, not "soon"'),
    new config.NotSupported(
      'securityprovider',
      'sshkey',
      { file: '/etc/mcollective/client.cfg', line: 9 },
      'psk or ssl or aes_security',
    ),
    new config.MissingSetting('broker.pool', YAML.file, 'name host, port, user and password'),
    new mcollective.PskMissing(YAML.file),
    new mcollective.CalleridUnusable('group', '/etc/group cannot be read'),
    new mcollective.KeyUnusable(
      'client_private',
      '/home/alice/.fleetspec/alice-private.pem',
      'it does not exist',
      'check its path and permissions',
    ),
    new stomp.LoginRefused(BROKER, 'fleet', 'User name [fleet] or password is invalid.'),
  ),
  ...each(
    'client',
    new stomp.BrokerUnreachable(BROKER, 'connection refused'),
    new stomp.NoBrokerReachable([
      new stomp.BrokerUnreachable(BROKER, 'connection refused'),
      new stomp.BrokerUnreachable('mq2.example.net:61613', 'no such host'),
    ]),
    new stomp.TlsFailed('mq1.example.net:61614', 'its certificate has expired', {
      remedy: "renew the broker's certificate",
    }),
    new stomp.NotStomp('mq1.example.net:8161', 'it answers like a web server'),
    new stomp.FrameTooLarge(BROKER, 'a MESSAGE body of more than 33554432 bytes'),
    new stomp.BrokerLost(BROKER, 'it closed the connection'),
    new stomp.ConnectTimeout(BROKER, 5000, 'waiting for the login', {
      remedy: 'check that the port is the STOMP port and that the broker is not overloaded',
    }),
    new stomp.BrokerError(
      BROKER,
      'User fleet is not authorized to write to: topic://mcollective.puppet.agent',
    ),
    new stomp.ReceiptTimeout(BROKER, 5000),
  ),
  ...each(
    'command',
    new cli.NotConfirmed('restart the service nginx', 'all 47 nodes', 'nobody can be asked here'),
    new cli.UsageFault("unknown option '--jason', did you mean --json?", 'rpc'),
    new cli.BadValue('--timeout', 'soon', 'a number of seconds above 0'),
    new cli.UnknownAction('rpcutil', 'get_fakt', 'get_fact'),
    new ddl.DdlUnreadable(
      { file: 'service.ddl', line: 12 },
      '`File.read` calls a method that a DDL cannot use here',
    ),
    new ddl.DdlNotFound('pupet', 'puppet'),
    new cli.InvalidRequest('rpcutil', 'Action get_fact needs a fact argument'),
    new cli.OutputLost(new Error('no space left on device')),
    new cli.LintInputUnreadable('out', 'no such file or directory'),
    new cli.PluginOverran('./check_thing', 60),
    new cli.NotOverwritten('features/web_load.feature'),
    new cli.KeysOpenToOthers('/etc/fleetspec/callers'),
    new cli.BadSetting(YAML.file, 'broker.pool is empty', 'name host, port, user and password'),
    new CannotListen('127.0.0.1:61613', 'the address is already in use'),
    new UnusableTlsFile('/etc/fleetspec/broker.pem', 'it does not exist'),
    new mcollective.FilterSyntax(
      'country',
      'it is not fact, operator and value',
      'write for example country=uk',
    ),
    new stomp.BadHeader('reply-to', '1.0'),
    new rpc.NoNodesDiscovered('country=uk'),
    new rpc.CallAborted('puppet'),
    new OtherRollout('/root/web.json', 'its filter is -C role::web, not -C role::db'),
    new RolloutStateUnreadable('/root/web.json', 'it is no JSON'),
    new rpc.UnknownCollective('ukk', ['mcollective', 'uk']),
    new rpc.BadName('agent', 'rpc util'),
    new rpc.NodeListUnreadable('web', 'it names no node'),
    new rpc.StdinSilent(30),
    new rpc.BadNodeCount('a limit', '0%'),
    new rpc.CannotBatch('nobody waits for their answers', 'ask all nodes at once with --batch 0'),
    new rpc.BadReplyTo('collector'),
    new rpc.UnknownDataOutput('fstat', 'sice', ['size', 'mode', 'md5']),
    new discovery.UnknownDiscoveryMethod('flatfiel', ['mc', 'flatfile', 'stdin', 'external', 'registration']),
    new discovery.FilterNotSupported('flatfile', 'fact', ['identity']),
    new discovery.DiscoveryOptionFault('flatfile', 'needs the path of a file', 'give it with --do FILE'),
    new discovery.DiscoveryProgramFailed('/usr/local/bin/nodes', 'ended with exit code 1: no such inventory'),
    new discovery.RegistrationUnreadable('/var/tmp/mcollective', 'ENOENT'),
    new passive.TargetUnknown('nagois', ['nagios', 'icinga'], YAML.file),
    new passive.ObjectNameUnusable('service', 'disk;root', 'holds a semicolon or a control character'),
    new passive.PlaceholderUnknown('{plugn}', '{plugn}', ['{identity}', '{plugin}']),
    new passive.SecretUnusable(
      'icinga',
      'password',
      'is not set',
      'name a file in password_file, or set the variable FLEETSPEC_PASSIVE_ICINGA_PASSWORD',
    ),
    new passive.ReceiverUnavailable('nagios', '/var/lib/nagios4/rw/nagios.cmd', 'nobody reads it'),
    new passive.ReceiverRefused(
      'icinga',
      'https://icinga.example.net:5665',
      'it wants another login (401)',
      'correct user and password',
    ),
    new passive.ResultRefused(
      'icinga',
      'web1/disk',
      'Icinga has no such object',
      'create it, or correct the names; its API user must be allowed to see it',
    ),
    new passive.QueueUnusable('/var/spool/fleetspec/passive/nagios', 'no space left on device'),
    new passive.ResultLost(
      ['web1/disk'],
      'nagios (/var/lib/nagios4/rw/nagios.cmd) takes no results: nobody reads it',
      'the queue /var/spool/fleetspec/passive/nagios cannot be used: no space left on device',
      undefined,
    ),
  ),
  ...each(
    'plugin',
    new NodeNotRemembered('web7', ['web1', 'web2'], '/var/tmp/fleetspec-0/check_fleet.json'),
    new nagios.RangeSyntax('ten', 'it is no range'),
    new nagios.PluginUsage('check_activemq_queue', '--port must be a port from 1 to 65535, not "0"'),
    new nagios.StateUnusable('/var/lib/fleetspec/queues.json', 'no space left on device'),
    new activemq.StatisticsSilent('mq1.example.net:61613', 'the queue exim.stats', 9850),
    new activemq.StatisticsUnreadable('it is neither JSON nor XML'),
    new activemq.BadDestination('exim,stats', 'it holds ","'),
    new activemq.TooManyDestinations('the queue >', 10_000),
    new activemq.PasswordUnreadable('/etc/nagios/mq.password', 'permission denied'),
    new activemq.NoQueueNamed(),
    new activemq.QueueMissing('queue', 'exim.stats'),
    new activemq.NoReportNamed(),
    new activemq.UnknownField('sze', 'size'),
    new nagios.ExtraOptionsUnreadable('mq@/etc/mq.ini', 'there is no section [mq] in /etc/mq.ini'),
  ),
  ...each(
    'check',
    new checks.UnknownDevice('load balancr', ['load balancer']),
    new checks.NotAnAddress('load balancer', '192.0.2'),
    new checks.NoHostsChosen(),
    new checks.BadSelection('"/role::w" begins as a regex and does not end as one', {
      remedy: 'write it as /regex/',
    }),
    new checks.NobodyDiscovered('for class role::web'),
    new checks.SilentNodes(['web1', 'web2'], 'iptables isblocked', 'iptables'),
    new checks.UnreadableAnswers(['web5'], 'iptables isblocked', 'its statuscode is no number from 0 to 5'),
    new checks.UnverifiedAnswers(1),
    new checks.SharedIdentity(['web1']),
    new checks.NodesRefused(['web3'], 'iptables isblocked', 'unknown action'),
    new checks.FoundTooLate(['web4']),
    new checks.StepMissing('the acceptable load', 'the Puppet Master load average should be below 2'),
    new checks.NoPuppetMaster('for class role::puppetmaster'),
    new safety.ActingRefused('I block the load balancer', 'features/firewall.feature:21', 1),
    new safety.UnmarkedAction('service', 'restart'),
    new safety.StepNotAwaited(),
    new safety.OnlyForReal('I drain the load balancer'),
    new safety.TooManyTargets(['web1', 'web2', 'web3'], '50%', 2, 4),
    new safety.JournalUnusable('/var/lib/fleetspec/checks', 'ENOSPC: no space left on device, write'),
    new runner.SecretMissing('db_password', '/etc/fleetspec/db.password is empty'),
    new runner.SecretOnCommandLine('db_password'),
    new runner.ParamFileBad('web.params', 'line 3 is not name=value'),
    new NothingLearned('https://www.example.net/', 'connection refused'),
    new checks.BadSentence(
      '"at least -2" is no number of hosts',
      'write it like at least 2, or at least 95 %',
    ),
    new checks.UnknownGroup('web sorvers', ['web servers']),
    new checks.NothingToCompare(['web1'], 'fact kernelrelease'),
    new checks.CutShort('2 minutes', 48.2, 'web1: load average expected below 2, got 5'),
    new checks.WaiversUnusable('/etc/fleetspec/waivers.yaml', 3, 'unknown key untill (did you mean until?)'),
    new runner.DeadlineReached(55),
    new runner.Interrupted('SIGTERM'),
    new runner.StrayFault(new Error('socket hang up')),
    new runner.MissingParameter(['load_balancer']),
    new runner.FeatureMissing('features/firewal.feature', 'features/firewall.feature'),
    new runner.FeatureNoFile('features/firewall.pipe'),
    new runner.NothingToRun(['features/firewall.feature'], '@slow'),
    new runner.BadTagExpression('@web and', undefined),
    new runner.ReportNotWritten('reports/run.html', new Error('no such folder')),
    new runner.StepsMissing('/etc/fleetspec/steps', 'there is no such folder'),
    new runner.StepsUntrusted('/tmp/step_definitions', 'everybody may write to it'),
    new runner.OwnStepBroken(
      'step_definitions/fact_steps.ts',
      { line: 7, column: 12 },
      'Unexpected token `=`. Expected an identifier',
    ),
    new runner.OwnStepCrashed(
      'step_definitions/fact_steps.ts',
      { line: 12, column: 9 },
      new Error("Cannot read properties of undefined (reading 'value')"),
    ),
    new runner.StepDefinedTwice('I block the {device}', [
      'fleetspec itself',
      'step_definitions/fact_steps.ts:7',
    ]),
    new CompilerMissing(new Error("Cannot find module 'typescript'")),
    new recording.BadRecording('web.rec', 'line 7 is not JSON'),
    new recording.RecordingNotWritten('web.rec', new Error('ENOSPC: no space left on device, write')),
    new recording.NotRecorded('host load from web1'),
    new recording.RecordedDoubt('no answer from web1 to host load'),
  ),
  ...each(
    'daemon',
    new node.UnknownAgent('pupet', 'puppet', ['discovery', 'puppet']),
    new node.PolicyPluginMissing(
      '/etc/mcollective/server.cfg',
      'rpcauthprovider',
      'site_policy',
      'action_policy',
      'rpcauthorization',
    ),
    new node.AuditUnwritable('/var/log/fleetspec/audit.log', 'ENOENT'),
    new node.DaemonUsage('fleetspecd does not know the argument --daemon'),
    new node.LogUnwritable('/var/log/fleetspecd.log', 'EACCES'),
  ),
  ...each(
    'node',
    new FrameRefused('Must specify the transaction you are beginning'),
    new ProgramNotFound('iptables'),
    new node.OwnAgentBroken(
      '/etc/fleetspec/agents/backups.ts:7:12: Unexpected token `=`',
      'mend it, and see what `fleetspecd --check` says',
    ),
    new ProgramNotStarted('iptables', 'EACCES'),
    new MarshalError('truncated', 'the data ends early', 17),
    new PsychError('tag', 'the tag "!ruby/object:OpenStruct" is not accepted', 2),
    new mcollective.MessageRefused('signature', 'the hash does not match'),
    new CompoundRefused('a term is not a Hash of one entry'),
    new FactTestRefused('12:30'),
    new RegexRefused('(a+)+$', 'it took too long'),
    new ProbeFailed('chain junk_filter', 'No chain/target/match by that name.'),
    new node.DataQueryFailed('No plugin puppets_data defined'),
    new node.DataQueryInvalid('value should match ^.+$'),
    new BrokenYaml('a colon is missing', 4, undefined, 7),
  ),
];
