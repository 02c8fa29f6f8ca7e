// Puts every step and hook under the run's deadline, and keeps what it threw for the verdict.

import { BadSentence } from '../lib/checks/errors';
import type { StepMarks } from '../lib/checks/safety/safe_hands';
import { CheckFailed } from '../lib/checks/verdicts';
import type { WaivedHosts } from '../lib/checks/waivers/waived_hosts';
import { fillText, type Params } from '../lib/runner/placeholders';
import type { RunContext } from '../lib/runner/run_context';
import { isActing, isPlannable } from './acting';
import { isArrangement } from './arrangement';
import { DataTable, setDefinitionFunctionWrapper } from './cucumber';
import { runOf } from './run_registry';

export type Body = (this: unknown, ...args: unknown[]) => unknown;

const exempt = new WeakSet<Body>();

/** A hook that must run when time is up, such as one that undoes things. It must see to its own limits. */
export function unguarded<T extends (...args: never[]) => unknown>(body: T): T {
  exempt.add(body as unknown as Body);
  return body;
}

function guard(body: Body, marks: StepMarks): Body {
  if (exempt.has(body)) return body;
  return function guarded(this: unknown, ...given: unknown[]) {
    const run = runBehind(this);
    if (!run) return body.apply(this, given);
    const args = withSecrets(given, run);
    const withCallback = body.length === args.length;
    const ended = run.guard(
      () => sifted(this, () => (withCallback ? untilCalledBack(this, body, args) : body.apply(this, args))),
      marks,
    );
    const told = ended.then(result => tell(this, run, result));
    if (!withCallback) return told;
    // Cucumber takes either a promise or its callback.
    const done = args[args.length - 1] as (error: unknown, result?: unknown) => void;
    told.then(result => done(null, result), done);
    return undefined;
  };
}

/** A failure of hosts that are excused for now is none. */
async function sifted(self: unknown, body: () => unknown): Promise<unknown> {
  try {
    return await body();
  } catch (fault) {
    const { excuses } = fault instanceof CheckFailed ? (self as { readonly excuses?: WaivedHosts }) : {};
    if (!excuses) throw fault;
    return excuses.sift(fault);
  }
}

// The code of a step is given what nobody else sees: in its sentence, table and text there is `<name>`.
function withSecrets(args: unknown[], run: RunContext): unknown[] {
  const secrets = secretsOf(run);
  if (Object.keys(secrets).length === 0) return args;
  const fill = (text: string): string => fillText(text, secrets);
  return args.map(arg => {
    if (typeof arg === 'string') return fill(arg);
    if (!(arg instanceof DataTable)) return arg;
    const rows = arg.raw().map(row => ({ cells: row.map(value => ({ value: fill(value) })) }));
    return new DataTable({ rows } as ConstructorParameters<typeof DataTable>[0]);
  });
}

// A configuration that cannot be read is told by who needs it.
function secretsOf(run: RunContext): Params {
  try {
    return run.secrets;
  } catch {
    return {};
  }
}

// Read when the step runs: our own steps are marked as plannable when all are loaded.
function marksOf(body: Body): StepMarks {
  return {
    get acts() {
      return isActing(body);
    },
    get arranges() {
      return isArrangement(body);
    },
    get plannable() {
      return isPlannable(body);
    },
  };
}

function untilCalledBack(self: unknown, body: Body, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, result: unknown): void => (error ? reject(error) : resolve(result));
    const started = body.apply(self, [...args.slice(0, -1), new Proxy(done, ONLY_CALLED)]);
    if (started instanceof Promise) started.then(() => reject(tableMissing()), reject);
  });
}

// Where a table or text is missing below a sentence, Cucumber takes the parameter for it for a callback.
const ONLY_CALLED: ProxyHandler<(error: unknown, result: unknown) => void> = {
  get(done, name) {
    if (!(name in done)) throw tableMissing();
    return Reflect.get(done, name);
  },
};

const tableMissing = (): BadSentence =>
  new BadSentence('nothing stands below the step', 'write the table or text there that it is about');

// World, or the bare object of BeforeAll and AfterAll hooks.
function runBehind(self: unknown): RunContext | undefined {
  const { run, parameters } = (self ?? {}) as { run?: RunContext; parameters?: { run?: string } };
  return run ?? runOf(parameters);
}

// For reports that show what scenarios logged: a step of theirs has passed or was skipped, whatever we make of it.
function tell(self: unknown, run: RunContext, result: unknown): unknown {
  const log = (text: string): void => (self as { log?: (text: string) => void }).log?.(text);
  if (result === 'skipped' && run.notApplicable) log(`not applicable: ${run.notApplicable}`);
  for (const text of run.notes.takeUntold()) log(text);
  return result;
}

/**
 * Guards all steps and hooks of the library that Cucumber is collecting; `around` puts something between the guard and
 * a body.
 */
export function installGuard(around: (body: Body) => Body = body => body): void {
  setDefinitionFunctionWrapper((body: Body) =>
    exempt.has(body) ? body : guard(around(body), marksOf(body)),
  );
}
