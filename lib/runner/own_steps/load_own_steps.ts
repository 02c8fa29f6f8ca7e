// People's own steps beside ours: their files are loaded with our running code behind `fleetspec`, and what they
// register is put into one library with what we have.
import { isAbsolute, relative, resolve } from 'node:path';
import { type SupportLibrary, supportCodeLibraryBuilder, World } from '../../../support/cucumber';
import type { Body } from '../../../support/guard';
import { CannotTell, CheckFailed, NotApplicable } from '../../checks/verdicts';
import type { Environment } from '../../environment';
import { describeError, isFleetspecError } from '../../errors';
import { compileCode } from '../../own_code/compile_code';
import { CompiledCode } from '../../own_code/compiled_code';
import { CodeBroken, type CodePlace } from '../../own_code/errors';
import { OwnModules } from '../../own_code/own_modules';
import { didYouMean } from '../../util/did_you_mean';
import { OwnStepBroken, OwnStepCrashed, StepDefinedTwice } from '../errors';
import { collect } from '../support_library';
import * as api from './api';
import type { StepProject } from './step_project';

type StepDefinition = SupportLibrary['stepDefinitions'][number];

/** Steps and hooks of the projects. Throws OwnStepBroken, StepDefinedTwice and CompilerMissing. */
export async function loadOwnSteps(
  projects: readonly StepProject[],
  ours: SupportLibrary,
  environment: Environment,
): Promise<SupportLibrary> {
  const { cwd } = environment;
  const loads = projects.map(({ root, files }) => ({ files, modules: modulesOf(root, environment) }));
  const around = (body: Body): Body =>
    loads.reduce((inner, { modules }) => placing(inner, modules, cwd), body);
  const define = (): void => {
    shareWords(ours);
    for (const { files, modules } of loads)
      for (const file of files) located(modules, cwd, file, () => modules.load(file));
  };
  const locate: Locate = phrase =>
    placeOfPhrase(
      phrase,
      loads.map(({ modules }) => modules),
      cwd,
    );
  const library = await collect(cwd, define, { around, failed: fault => expressionFault(fault, locate) });
  for (const { modules } of loads) placeDefinitions(library, modules, cwd);
  requireWords(library, locate);
  requireOnce(library.stepDefinitions, ours.stepDefinitions, cwd);
  return library;
}

function modulesOf(root: string, environment: Environment): OwnModules {
  const kept = new CompiledCode('steps', environment, environment.nodeVersion ?? '');
  return new OwnModules(root, {
    compile(file, text) {
      const known = kept.read(text);
      if (known) return known;
      const compiled = compileCode(file, text);
      kept.keep(text, compiled);
      return compiled;
    },
    given: {
      fleetspec: () => api,
      // Ours are here already.
      'fleetspec/steps': () => ({}),
      // Steps that were written for cucumber-js alone.
      '@cucumber/cucumber': () => ({ ...api, World, setWorldConstructor: refuseWorld }),
    },
  });
}

function refuseWorld(): never {
  throw new Error(
    'the World of fleetspec cannot be exchanged: keep what scenarios share in a WeakMap by `this`',
  );
}

interface ParameterType {
  readonly name: string | undefined;
  readonly regexpStrings: readonly string[];
}

interface ParameterTypes {
  readonly parameterTypes: Iterable<ParameterType>;
  lookupByTypeName(name: string): unknown;
  lookupSource(type: unknown): { readonly order: number };
  defineSourcedParameterType(type: unknown, source: unknown, order: number): void;
}

// Collecting begins with Cucumber's own words only.
function shareWords(ours: SupportLibrary): void {
  const known = ours.parameterTypeRegistry as unknown as ParameterTypes;
  const fresh = (supportCodeLibraryBuilder as unknown as { parameterTypeRegistry: ParameterTypes })
    .parameterTypeRegistry;
  for (const type of known.parameterTypes) {
    if (type.name === undefined || fresh.lookupByTypeName(type.name)) continue;
    const source = known.lookupSource(type);
    fresh.defineSourcedParameterType(ownRegexp(type), source, source.order);
  }
}

// `(.+)` in a regex of theirs must not be taken for one of our words that is as wide.
function ownRegexp(type: ParameterType): ParameterType {
  const regexpStrings = type.regexpStrings.map(regexp => `(?:${regexp})`);
  return Object.assign(Object.create(Object.getPrototypeOf(type)), type, { regexpStrings });
}

function located(modules: OwnModules, cwd: string, file: string, load: () => void): void {
  try {
    load();
  } catch (fault) {
    if (fault instanceof CodeBroken) throw shown(fault, cwd);
    if (isFleetspecError(fault)) throw fault;
    throw loadFault(modules, cwd, file, fault);
  }
}

function loadFault(modules: OwnModules, cwd: string, file: string, fault: unknown): OwnStepBroken {
  const place = modules.placeOf(fault);
  const problem = describeError(fault);
  return new OwnStepBroken(named(place?.file ?? file, cwd), place, problem.replace(/\.$/, ''), fault);
}

/** As it is called from the working directory, or whole when it is not below that. */
function named(file: string, cwd: string): string {
  const path = relative(cwd, resolve(cwd, file));
  return path.startsWith('..') || isAbsolute(path) ? resolve(cwd, file) : path;
}

const shown = ({ file, place, problem, cause }: CodeBroken, cwd: string): OwnStepBroken =>
  new OwnStepBroken(named(file, cwd), place, problem, cause);

// Cucumber finds mistakes in phrases when all of them are known, and draws them on several lines.
function expressionFault(fault: unknown, locate: Locate): unknown {
  const lines = (fault instanceof Error ? fault.message : String(fault))
    .split('\n')
    .filter(line => line.trim());
  const [head = '', phrase = '', , ...told] = lines;
  const at = /at column (\d+)/.exec(head);
  if (!at) return fault;
  const problem = `the step "${phrase}" is broken at its column ${at[1]}: ${told[0] ?? ''}`.replace(
    /\.$/,
    '',
  );
  const { file, place } = locate(phrase);
  return new OwnStepBroken(file, place, problem, fault);
}

type Locate = (phrase: string) => { readonly file: string; readonly place: CodePlace | undefined };

// Of a step that Cucumber has not taken.
function placeOfPhrase(
  phrase: string,
  loaded: readonly OwnModules[],
  cwd: string,
): { file: string; place: CodePlace | undefined } {
  const { stepDefinitionConfigs } = supportCodeLibraryBuilder as unknown as {
    stepDefinitionConfigs: readonly { pattern: unknown; uri: string; line: number }[];
  };
  const step = stepDefinitionConfigs.find(({ pattern }) => pattern === phrase);
  const file = step && resolve(cwd, step.uri);
  const modules = file === undefined ? undefined : loaded.find(({ texts }) => texts.has(file));
  if (!step || file === undefined || !modules) return { file: 'the steps', place: undefined };
  return { file: named(file, cwd), place: modules.original(file, step.line, 1) };
}

/** What goes wrong in a body is told with its place, unless it says what it means. */
function placing(body: Body, modules: OwnModules, cwd: string): Body {
  const told = (fault: unknown): unknown => {
    if (!isCrash(fault)) return fault;
    const place = modules.placeIn(fault.stack);
    return place ? new OwnStepCrashed(named(place.file, cwd), place, fault) : fault;
  };
  const placed: Body = function (...args) {
    try {
      const result = body.apply(this, args);
      return result instanceof Promise ? result.catch(fault => Promise.reject(told(fault))) : result;
    } catch (fault) {
      throw told(fault);
    }
  };
  return Object.defineProperty(placed, 'length', { value: body.length });
}

function isCrash(fault: unknown): fault is Error {
  if (!(fault instanceof Error) || isFleetspecError(fault)) return false;
  if (fault instanceof CheckFailed || fault instanceof CannotTell || fault instanceof NotApplicable)
    return false;
  return fault.name !== 'AssertionError' && (fault as { code?: string }).code !== 'ERR_ASSERTION';
}

// Lines are those of the compiled code until now.
function placeDefinitions(library: SupportLibrary, modules: OwnModules, cwd: string): void {
  const hooks = [...library.beforeTestCaseHookDefinitions, ...library.afterTestCaseHookDefinitions];
  for (const definition of [...library.stepDefinitions, ...hooks]) {
    const file = [...modules.texts.keys()].find(path => relative(cwd, path) === definition.uri);
    if (file !== undefined)
      Object.assign(definition, { line: modules.original(file, definition.line, 1).line });
  }
}

function requireWords(
  { undefinedParameterTypes, parameterTypeRegistry }: SupportLibrary,
  locate: Locate,
): void {
  const [lost] = undefinedParameterTypes;
  if (!lost) return;
  const { parameterTypes } = parameterTypeRegistry as unknown as ParameterTypes;
  const near = didYouMean(
    lost.name,
    [...parameterTypes].flatMap(({ name }) => name ?? []),
  );
  const problem = `the step "${lost.expression}" has a word {${lost.name}} that nobody defines${near ? ` (did you mean {${near}}?)` : ''}`;
  const { file, place } = locate(lost.expression);
  throw new OwnStepBroken(file, place, problem);
}

function requireOnce(theirs: readonly StepDefinition[], ours: readonly StepDefinition[], cwd: string): void {
  const known = new Map(ours.map(step => [String(step.pattern), step]));
  for (const step of theirs) {
    const phrase = String(step.pattern);
    const other = known.get(phrase);
    if (other) throw new StepDefinedTwice(phrase, [placeOf(other, cwd), placeOf(step, cwd)]);
    known.set(phrase, step);
  }
}

const placeOf = ({ uri, line }: StepDefinition, cwd: string): string =>
  uri === 'fleetspec' ? 'fleetspec itself' : `${named(uri, cwd)}:${line}`;
