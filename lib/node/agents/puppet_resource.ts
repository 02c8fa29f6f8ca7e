// One resource of Puppet's, as somebody describes it in a request: what may be described at all, and having it applied by
// `puppet resource` (MCollective's puppet agent 1.14, action resource). Nothing may be, unless the settings say so.
import { describeError } from '../../errors';
import type { ExecResult } from '../../exec/exec';
import { RubyFloat, type RubyValue } from '../../marshal/values';
import { isManaged, readResourceList } from '../../probes/puppet_summary';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { puppetCommand, puppetFiles } from './puppet_host';
import { booleanSetting } from './puppet_settings';

/** Within that of the agent, ms. */
const TIMEOUT_MS = 18_000;
const MAX_ATTRIBUTES = 50;
const TYPE = /^[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*$/;
const ATTRIBUTE = /^[a-z][a-z0-9_]*$/;
// `process_results` is of the request itself.
const NO_ATTRIBUTES = ['type', 'name', 'process_results'];
// `Notice: /File[/etc/motd]/mode: mode changed '0644' to '0600'`
const CHANGE = /^Notice: \/.*?\]\/\w+: (.*)$/gm;
const FAULT = /^Error: (.*)$/gm;

/** Throws ActionFailed: not allowed, not understood by Puppet, or not applied. */
export async function applyResource(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { data } = request;
  const type = String(data.type).toLowerCase();
  const name = String(data.name);
  const title = `${type.slice(0, 1).toUpperCase()}${type.slice(1)}[${name}]`;
  refuseForbidden('type', type, '', node);
  refuseForbidden('name', name, `.${type}`, node);
  await refuseManaged(title, node);
  const done = await runPuppet(wordsOf(type, name, data), request.signal, node);
  const faults = [...done.stderr.matchAll(FAULT)].map(([, text]) => text);
  const changes = [...done.stdout.matchAll(CHANGE)].map(([, text]) => text);
  if (faults.length > 0 || done.code !== 0) {
    const why = faults[0] ?? (done.timedOut ? 'it took too long' : `puppet ended with ${done.code}`);
    throw new ActionFailed(`Failed to apply ${title}: ${why}`);
  }
  return { result: changes.join('\n') || 'no output produced', changed: changes.length > 0 };
}

/** By a list of what is allowed, or one of what is not; without either no type is, and every name. */
function refuseForbidden(what: 'type' | 'name', value: string, suffix: string, node: NodeContext): void {
  const [allowed, denied] = ['white', 'black'].map(colour => {
    const setting = `puppet.resource_${what}_${colour}list${suffix}`;
    return { setting, list: listIn(node.setting(setting)) };
  });
  if (allowed!.list && denied!.list)
    throw new ActionFailed(
      `You cannot specify both ${allowed!.setting} and ${denied!.setting} in the config file`,
    );
  if (denied!.list?.includes(value))
    throw new ActionFailed(`The ${value} ${what} is listed in the ${what} blacklist`);
  const all = denied!.list !== undefined || (what === 'name' && !allowed!.list);
  if (!all && !allowed!.list?.includes(value))
    throw new ActionFailed(`The ${value} ${what} is not listed in the ${what} whitelist`);
}

function listIn(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map(word => word.trim());
}

async function refuseManaged(title: string, node: NodeContext): Promise<void> {
  if (booleanSetting(node, 'puppet.resource_allow_managed_resources', false)) return;
  const managed = await readResourceList(node.paths, await puppetFiles(node));
  if (isManaged(managed, title))
    throw new ActionFailed(
      `Puppet is managing the resource '${title}', refusing to create conflicting states`,
    );
}

/** For `puppet resource`: nothing in them can be taken for an option. Throws ActionFailed. */
function wordsOf(type: string, name: string, data: ActionRequest['data']): string[] {
  if (!TYPE.test(type)) throw new ActionFailed(`Invalid resource type '${type}' specified`);
  if (name.startsWith('-')) throw new ActionFailed(`Invalid resource name '${name}' specified`);
  const attributes = Object.entries(data).filter(([key]) => !NO_ATTRIBUTES.includes(key));
  if (attributes.length > MAX_ATTRIBUTES)
    throw new ActionFailed(`More than ${MAX_ATTRIBUTES} attributes specified`);
  return [type, name, ...attributes.map(([key, value]) => attributeWord(key, value))];
}

function attributeWord(key: string, value: RubyValue): string {
  const text = value instanceof RubyFloat ? String(value.value) : value;
  if (!ATTRIBUTE.test(key) || !['string', 'number', 'bigint', 'boolean'].includes(typeof text))
    throw new ActionFailed(`Invalid attribute '${key}' specified`);
  return `${key}=${String(text)}`;
}

// Where `puppet.command` has other places for `puppet agent`, they are those of its resources as well.
async function runPuppet(
  words: readonly string[],
  signal: AbortSignal,
  node: NodeContext,
): Promise<ExecResult> {
  const [program, ...more] = puppetCommand(node);
  const places = more.filter(word => word !== 'agent');
  try {
    return await node.exec.run(program, ['resource', ...words, '--color=false', ...places], {
      timeoutMs: TIMEOUT_MS,
      signal,
      // In C, Puppet takes no text beyond ASCII.
      env: { LC_ALL: 'C.UTF-8' },
    });
  } catch (error) {
    throw new ActionFailed(`Could not run ${program} resource: ${describeError(error)}`);
  }
}
