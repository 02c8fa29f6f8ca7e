// The registry of commands: what each is called and how its code is loaded. Every loader is a literal import,
// so that bundlers see it and only the one command that runs is evaluated.
import type { Command } from '../command';
import { brokerUsage } from '../usage/broker';
import { checkUsage } from '../usage/check';
import { completionUsage } from '../usage/completion';
import { configUsage } from '../usage/config';
import { ddlUsage } from '../usage/ddl';
import { demoUsage } from '../usage/demo';
import { describeFilterUsage } from '../usage/describe_filter';
import { docUsage } from '../usage/doc';
import { doctorUsage } from '../usage/doctor';
import { drillUsage } from '../usage/drill';
import { factsUsage } from '../usage/facts';
import { findUsage } from '../usage/find';
import { helpUsage } from '../usage/help';
import { initUsage } from '../usage/init';
import { inventoryUsage } from '../usage/inventory';
import { iptablesUsage } from '../usage/iptables';
import { lintUsage } from '../usage/lint';
import { lintOutputUsage } from '../usage/lint_output';
import { newUsage } from '../usage/new';
import { nrpeUsage } from '../usage/nrpe';
import { packageUsage } from '../usage/package';
import { pgrepUsage } from '../usage/pgrep';
import { pingUsage } from '../usage/ping';
import { planUsage } from '../usage/plan';
import { puppetUsage } from '../usage/puppet';
import { replayUsage } from '../usage/replay';
import { rpcUsage } from '../usage/rpc';
import { runUsage } from '../usage/run';
import { serviceUsage } from '../usage/service';
import { sshUsage } from '../usage/ssh';
import { stepsUsage } from '../usage/steps';
import { submitUsage } from '../usage/submit';
import { traceUsage } from '../usage/trace';
import { undoUsage } from '../usage/undo';

/** In the order in which help shows them. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  check: { ...checkUsage, load: async () => (await import('./check')).run },
  run: { ...runUsage, load: async () => (await import('./run')).run },
  plan: { ...planUsage, load: async () => (await import('./plan')).run },
  replay: { ...replayUsage, load: async () => (await import('./replay')).run },
  drill: { ...drillUsage, load: async () => (await import('./drill')).run },
  steps: { ...stepsUsage, load: async () => (await import('./steps')).run },
  undo: { ...undoUsage, load: async () => (await import('./undo')).run },
  lint: { ...lintUsage, load: async () => (await import('./lint')).run },
  new: { ...newUsage, load: async () => (await import('./new')).run },
  ping: { ...pingUsage, load: async () => (await import('./ping')).run },
  find: { ...findUsage, load: async () => (await import('./find')).run },
  rpc: { ...rpcUsage, load: async () => (await import('./rpc')).run },
  inventory: { ...inventoryUsage, load: async () => (await import('./inventory')).run },
  facts: { ...factsUsage, load: async () => (await import('./facts')).run },
  iptables: { ...iptablesUsage, load: async () => (await import('./iptables')).run },
  nrpe: { ...nrpeUsage, load: async () => (await import('./nrpe')).run },
  package: { ...packageUsage, load: async () => (await import('./package')).run },
  pgrep: { ...pgrepUsage, load: async () => (await import('./pgrep')).run },
  service: { ...serviceUsage, load: async () => (await import('./service')).run },
  puppet: { ...puppetUsage, load: async () => (await import('./puppet')).run },
  ssh: { ...sshUsage, load: async () => (await import('./ssh')).run },
  trace: { ...traceUsage, load: async () => (await import('./trace')).run },
  doc: { ...docUsage, load: async () => (await import('./doc')).run },
  ddl: { ...ddlUsage, load: async () => (await import('./ddl')).run },
  'describe-filter': { ...describeFilterUsage, load: async () => (await import('./describe_filter')).run },
  init: { ...initUsage, load: async () => (await import('./init')).run },
  config: { ...configUsage, load: async () => (await import('./config')).run },
  doctor: { ...doctorUsage, load: async () => (await import('./doctor')).run },
  submit: { ...submitUsage, load: async () => (await import('./submit')).run },
  'lint-output': { ...lintOutputUsage, load: async () => (await import('./lint_output')).run },
  broker: { ...brokerUsage, load: async () => (await import('./broker')).run },
  demo: { ...demoUsage, load: async () => (await import('./demo')).run },
  completion: { ...completionUsage, load: async () => (await import('./completion')).run },
  help: { ...helpUsage, load: async () => (await import('./help')).run },
};
