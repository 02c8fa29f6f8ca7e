// Puppet on this host, for the agents `puppet` and `puppetd`: where it is, what it does, switching it on and off.
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { describeError } from '../../errors';
import { ProbeFailed } from '../../probes/errors';
import { findPuppetFiles, type PuppetFiles } from '../../probes/puppet_files';
import { type PuppetState, readPuppetState } from '../../probes/puppet_state';
import { lastRun, readPuppetSummary } from '../../probes/puppet_summary';
import { ActionFailed, type NodeContext } from '../agent';

const NOT_FOUND =
  'the state folder of Puppet was not found; set puppet.statedir if it is in an unusual place';

/** Of MCollective's activation: a sentence when there is no Puppet here. */
export async function puppetMissing(node: NodeContext): Promise<string | undefined> {
  return (await find(node)) ? undefined : NOT_FOUND;
}

/** Throws ActionFailed when there is no Puppet here (any more). */
export async function puppetFiles(node: NodeContext): Promise<PuppetFiles> {
  const files = await find(node);
  if (!files) throw new ActionFailed(NOT_FOUND);
  return files;
}

/** Throws ProbeFailed. */
export async function puppetState(node: NodeContext): Promise<PuppetState> {
  return readPuppetState(node.paths, await puppetFiles(node));
}

/** Epoch seconds of the last completed run; 0 when there was none or its summary cannot be read. */
export async function lastRunTime(node: NodeContext): Promise<number> {
  try {
    return lastRun(await readPuppetSummary(node.paths, await puppetFiles(node)));
  } catch (error) {
    // What Puppet does now is still worth telling.
    if (!(error instanceof ProbeFailed)) throw error;
    node.logger.warn(describeError(error));
    return 0;
  }
}

/** Puppet's own way: a lock file with the reason as JSON, put there in one move. */
export async function disablePuppet(node: NodeContext, message: string): Promise<void> {
  const { disabledLock } = await puppetFiles(node);
  const lock = node.paths.resolve(disabledLock);
  const written = `${lock}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(written, JSON.stringify({ disabled_message: message }), { flag: 'wx', mode: 0o644 });
    await rename(written, lock);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

export async function enablePuppet(node: NodeContext): Promise<void> {
  const { disabledLock } = await puppetFiles(node);
  await rm(node.paths.resolve(disabledLock));
}

/** Words of the configured command, `puppet agent` by default. */
export function puppetCommand(node: NodeContext): [program: string, ...args: string[]] {
  const words = (node.setting('puppet.command') ?? '').split(/\s+/).filter(Boolean);
  return words.length === 0 ? ['puppet', 'agent'] : (words as [string, ...string[]]);
}

function find(node: NodeContext): Promise<PuppetFiles | undefined> {
  return findPuppetFiles(node.paths, name => node.setting(name));
}
