// This machine: its Node.js, the DDLs it reads, the daemon it may run, and what killed runs have left behind.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { engines } from '../../../package.json';
import type { Config } from '../../config/config';
import { DdlLibrary } from '../../ddl/ddl_library';
import type { Environment } from '../../environment';
import type { Exec } from '../../exec/exec';
import { packageRoot } from '../../package_root';
import { LeftChanges } from '../../runner/left_changes';
import { type Finding, faultFound, note, ok, problem } from './finding';

export function lookAtNodeJs(version: string, wanted: string = engines.node): Finding {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [have = [], least = []] = [numbers(version), numbers(wanted)];
  const [major = 0, minor = 0] = [have[0], have[1]];
  const enough = major > least[0]! || (major === least[0] && minor >= (least[1] ?? 0));
  return enough
    ? ok('Node.js', version)
    : problem('Node.js', `${version} is too old`, `install ${wanted.replace('>=', '')} or later`);
}

export function lookAtDdls({ libDirs }: Pick<Config, 'libDirs'>): Finding[] {
  const library = new DdlLibrary(libDirs);
  const missing = libDirs
    .filter(folder => !existsSync(folder))
    .map(folder => note('DDLs', `there is no folder ${folder}`, 'correct lib_dirs (libdir)'));
  const read = (['agent', 'data'] as const).flatMap(kind =>
    library.names(kind).map(name => {
      try {
        if (kind === 'agent') library.agent(name);
        else library.data(name);
        return undefined;
      } catch (fault) {
        return faultFound('DDLs', fault);
      }
    }),
  );
  const broken = read.filter(finding => finding !== undefined);
  return [...missing, ...(broken.length > 0 ? broken : [ok('DDLs', `${read.length} can be read`)])];
}

/** What a killed run has changed and not changed back. */
export function lookAtJournals(config: Config, environment: Environment): Finding {
  try {
    const left = new LeftChanges(config, environment).find().filter(({ life }) => life !== 'alive');
    if (left.length === 0) return ok('leftovers', `none in ${config.checks.stateDir}`);
    const runs =
      left.length === 1 ? '1 run that was killed has' : `${left.length} runs that were killed have`;
    return problem(
      'leftovers',
      `${runs} left changes on hosts`,
      '`fleetspec undo --list` shows them, `fleetspec undo` changes them back',
    );
  } catch (fault) {
    return faultFound('leftovers', fault);
  }
}

/** True where fleetspecd is meant to run: server.cfg, or a fleetspec.yaml with a section for it. */
export function isNode({ file }: Config): boolean {
  if (file === undefined) return false;
  if (basename(file).startsWith('server')) return true;
  return /\.(ya?ml|json)$/.test(file) && /^["']?node["']?\s*:/m.test(readFileSync(file, 'utf8'));
}

const CHECK_MS = 30_000;
const PROGRAM = 'dist/bin/fleetspecd.js';

/** What `fleetspecd --check` says of this machine. */
export async function lookAtAgents(
  file: string | undefined,
  exec: Pick<Exec, 'run'>,
  program = join(packageRoot(), PROGRAM),
): Promise<Finding[]> {
  const words = ['--check', ...(file === undefined ? [] : ['--config', file])];
  try {
    const { code, stdout, stderr, timedOut } = await exec.run(program, words, { timeoutMs: CHECK_MS });
    if (timedOut) return [problem('fleetspecd', `fleetspecd --check took longer than ${CHECK_MS / 1000} s`)];
    if (code !== 0) {
      const [text = 'fleetspecd --check failed', remedy] = (stderr.trim().split('\n')[0] ?? '')
        .replace(/^fleetspecd: /, '')
        .split('; ');
      return [problem('fleetspecd', text, remedy)];
    }
    return stdout.trim().split('\n').flatMap(agentLine);
  } catch (fault) {
    return [faultFound('fleetspecd', fault)];
  }
}

// Its first lines say what doctor has told already, and its warnings are those of the configuration.
function agentLine(line: string): Finding[] {
  if (/^fault: /.test(line)) return [problem('fleetspecd', line.slice(7))];
  if (/^agents: /.test(line)) return [ok('fleetspecd', `would run the ${line}`)];
  const own = ownAgentLine(line);
  if (own) return [own];
  if (/^agent .* would not run/.test(line)) return [note('fleetspecd', line)];
  if (/^authorization: none/.test(line))
    return [note('fleetspecd', line, 'docs/authorization.md tells how to say who may do what')];
  return / is good: |^facts: |^warning: |^authorization|^audit: |^\s/.test(line)
    ? []
    : [note('fleetspecd', line)];
}

// Of agents in the folders of node.agent_dirs. One that cannot be used is a problem: somebody put it there to run.
function ownAgentLine(line: string): Finding | undefined {
  if (/^(?:agent \S+|the agents) of .* cannot be used: /.test(line)) {
    const [text = line, ...remedy] = line.split('; ');
    return problem('own agents', text, remedy.join('; ') || undefined);
  }
  const [, folders, names] = /^own agents of (.*): (.*?)$/.exec(line) ?? [];
  if (folders === undefined || names === undefined) return undefined;
  if (names === 'none')
    return note('own agents', `there is none to run in ${folders}`, '`fleetspec new agent NAME` writes one');
  return ok('own agents', `${names}, of ${folders}`);
}
