// Steps and hooks as Cucumber wants them, collected once per process. The list is literal, so that bundlers see it.
import { randomUUID } from 'node:crypto';
import { type SupportLibrary, supportCodeLibraryBuilder } from '../../support/cucumber';

// What describes the words of steps comes before them. support/guard.ts comes first of all, see collect.
const FILES: Readonly<Record<string, () => Promise<unknown>>> = {
  'support/world.ts': () => import('../../support/world'),
  'support/hooks.ts': () => import('../../support/hooks'),
  'support/parameter_types.ts': () => import('../../support/parameter_types'),
  'step_definitions/host_selection_steps.ts': () => import('../../step_definitions/host_selection_steps'),
  'step_definitions/firewall_steps.ts': () => import('../../step_definitions/firewall_steps'),
  'step_definitions/load_steps.ts': () => import('../../step_definitions/load_steps'),
  'step_definitions/puppet_capacity_steps.ts': () => import('../../step_definitions/puppet_capacity_steps'),
};

/** The files of steps and hooks that are loaded. */
export const SUPPORT_FILES: readonly string[] = Object.keys(FILES);

// Cucumber's own limit for a step; the run's deadline bounds them instead.
const NO_TIMEOUT = -1;

let library: Promise<SupportLibrary> | undefined;

/** All of support/ and step_definitions/. `cwd` is what their locations are told relative to. */
export function loadSupportLibrary(cwd: string): Promise<SupportLibrary> {
  library ??= collect(cwd, async () => {
    for (const load of Object.values(FILES)) await load();
  });
  return library;
}

/** Collects what `define` registers with Cucumber. */
export async function collect(cwd: string, define: () => Promise<void> | void): Promise<SupportLibrary> {
  const nothing = { requireModules: [], requirePaths: [], importPaths: [], loaders: [] };
  supportCodeLibraryBuilder.reset(cwd, randomUUID, nothing);
  const { installGuard } = await import('../../support/guard');
  installGuard();
  await define();
  const library = { ...supportCodeLibraryBuilder.finalize(), defaultTimeout: NO_TIMEOUT };
  for (const definition of library.stepDefinitions) nameOrigin(definition);
  return library;
}

/** `library` with the steps and scenario hooks of another. */
export function withMore(library: SupportLibrary, more: SupportLibrary): SupportLibrary {
  const both = <Key extends keyof SupportLibrary>(key: Key) =>
    [...(library[key] as unknown[]), ...(more[key] as unknown[])] as never;
  return {
    ...library,
    stepDefinitions: both('stepDefinitions'),
    beforeTestCaseHookDefinitions: both('beforeTestCaseHookDefinitions'),
    afterTestCaseHookDefinitions: both('afterTestCaseHookDefinitions'),
  };
}

// In a bundle Cucumber takes all of our code for its own and finds a file of Node's instead.
function nameOrigin(definition: { uri: string; line: number }): void {
  if (definition.uri.startsWith('node:')) Object.assign(definition, { uri: 'fleetspec', line: 1 });
}
