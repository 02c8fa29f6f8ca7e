// Steps and hooks as Cucumber wants them, collected once per process. The list is literal, so that bundlers see it.
import { randomUUID } from 'node:crypto';
import { markPlannable } from '../../support/acting';
import { type SupportLibrary, supportCodeLibraryBuilder } from '../../support/cucumber';
import type { Body } from '../../support/guard';
import { LazyExpression } from './lazy_expression';

// What describes the words of steps comes before them. support/guard.ts comes first of all, see collect.
const FILES: Readonly<Record<string, () => Promise<unknown>>> = {
  'support/world.ts': () => import('../../support/world'),
  'support/hooks.ts': () => import('../../support/hooks'),
  'support/parameter_types.ts': () => import('../../support/parameter_types'),
  'step_definitions/host_selection_steps.ts': () => import('../../step_definitions/host_selection_steps'),
  'step_definitions/firewall_steps.ts': () => import('../../step_definitions/firewall_steps'),
  'step_definitions/load_steps.ts': () => import('../../step_definitions/load_steps'),
  'step_definitions/stopwatch_steps.ts': () => import('../../step_definitions/stopwatch_steps'),
  'step_definitions/fact_steps.ts': () => import('../../step_definitions/fact_steps'),
  'step_definitions/ping_steps.ts': () => import('../../step_definitions/ping_steps'),
  'step_definitions/tcp_steps.ts': () => import('../../step_definitions/tcp_steps'),
  'step_definitions/dns_steps.ts': () => import('../../step_definitions/dns_steps'),
  'step_definitions/http_steps.ts': () => import('../../step_definitions/http_steps'),
  'step_definitions/tls_steps.ts': () => import('../../step_definitions/tls_steps'),
  'step_definitions/smtp_steps.ts': () => import('../../step_definitions/smtp_steps'),
  'step_definitions/queue_steps.ts': () => import('../../step_definitions/queue_steps'),
  'step_definitions/broker_steps.ts': () => import('../../step_definitions/broker_steps'),
  'step_definitions/puppet_capacity_steps.ts': () => import('../../step_definitions/puppet_capacity_steps'),
  'step_definitions/puppet_steps.ts': () => import('../../step_definitions/puppet_steps'),
  'step_definitions/service_steps.ts': () => import('../../step_definitions/service_steps'),
  'step_definitions/package_steps.ts': () => import('../../step_definitions/package_steps'),
  'step_definitions/process_steps.ts': () => import('../../step_definitions/process_steps'),
  'step_definitions/file_steps.ts': () => import('../../step_definitions/file_steps'),
  'step_definitions/nrpe_steps.ts': () => import('../../step_definitions/nrpe_steps'),
  'step_definitions/host_steps.ts': () => import('../../step_definitions/host_steps'),
  'step_definitions/reach_steps.ts': () => import('../../step_definitions/reach_steps'),
  'step_definitions/pool_steps.ts': () => import('../../step_definitions/pool_steps'),
};

/** The files of steps and hooks that are loaded. */
export const SUPPORT_FILES: readonly string[] = Object.keys(FILES);

const JOINED = [
  'stepDefinitions',
  'beforeTestRunHookDefinitions',
  'beforeTestCaseHookDefinitions',
  'beforeTestStepHookDefinitions',
  'afterTestStepHookDefinitions',
  'afterTestCaseHookDefinitions',
  'afterTestRunHookDefinitions',
] as const;

// Cucumber's own limit for a step; the run's deadline bounds them instead.
const NO_TIMEOUT = -1;

let library: Promise<SupportLibrary> | undefined;

/** All of support/ and step_definitions/. `cwd` is what their locations are told relative to. */
export function loadSupportLibrary(cwd: string): Promise<SupportLibrary> {
  const define = async (): Promise<void> => {
    for (const load of Object.values(FILES)) await load();
  };
  library ??= collect(cwd, define, { lazily: true }).then(collected => {
    for (const { unwrappedCode } of collected.stepDefinitions) markPlannable(unwrappedCode);
    return collected;
  });
  return library;
}

export interface CollectOptions {
  /** Put between the guard and the body of every step and hook. */
  readonly around?: (body: Body) => Body;
  /** What to throw when Cucumber makes nothing of what was registered. */
  readonly failed?: (fault: unknown) => unknown;
  /** Makes the pattern of a sentence when it is needed, and tells only then what is wrong with it. */
  readonly lazily?: boolean;
}

/** Collects what `define` registers with Cucumber. */
export async function collect(
  cwd: string,
  define: () => Promise<void> | void,
  { around, failed = fault => fault, lazily = false }: CollectOptions = {},
): Promise<SupportLibrary> {
  const places = { requireModules: [], requirePaths: [NO_FILE], importPaths: [], loaders: [] };
  supportCodeLibraryBuilder.reset(cwd, randomUUID, places);
  const { installGuard } = await import('../../support/guard');
  installGuard(around);
  await define();
  const sentences = lazily ? takeSentences() : [];
  const library = { ...finalized(failed), defaultTimeout: NO_TIMEOUT };
  for (const [at, source] of sentences.entries()) {
    const expression = new LazyExpression(source, library.parameterTypeRegistry);
    Object.assign(library.stepDefinitions[at]!, { pattern: source, expression });
  }
  return library;
}

// Told of no place at all, Cucumber looks for steps in the folder of each feature and in all below: in /tmp, or in a home,
// that takes many seconds, and what it finds is not even used.
const NO_FILE = 'steps_are_here_already.js';

const CHEAP_PATTERN = /(?:)/;

// Out of what Cucumber will make patterns of, which it does of all at once.
function takeSentences(): string[] {
  const { stepDefinitionConfigs } = supportCodeLibraryBuilder as unknown as {
    readonly stepDefinitionConfigs: { pattern: string | RegExp }[];
  };
  return stepDefinitionConfigs.map(config => {
    const source = config.pattern;
    if (typeof source !== 'string') throw new TypeError(`a step is given as the regex ${source}`);
    config.pattern = CHEAP_PATTERN;
    return source;
  });
}

function finalized(failed: (fault: unknown) => unknown): SupportLibrary {
  try {
    return supportCodeLibraryBuilder.finalize();
  } catch (fault) {
    throw failed(fault);
  }
}

/** `library` with the steps, hooks and words of another, which knows the words of both. */
export function withMore(library: SupportLibrary, more: SupportLibrary): SupportLibrary {
  const both = <Key extends keyof SupportLibrary>(key: Key) =>
    [...(library[key] as unknown[]), ...(more[key] as unknown[])] as never;
  return {
    ...library,
    ...Object.fromEntries(JOINED.map(key => [key, both(key)])),
    parameterTypeRegistry: more.parameterTypeRegistry,
  };
}
