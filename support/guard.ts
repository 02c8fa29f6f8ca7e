// Puts every step and hook under the run's deadline, and keeps what it threw for the verdict.
import type { RunContext } from '../lib/runner/run_context';
import { setDefinitionFunctionWrapper } from './cucumber';
import { runOf } from './run_registry';

type Body = (this: unknown, ...args: unknown[]) => unknown;

const exempt = new WeakSet<Body>();

/** A hook that must run when time is up, such as one that undoes things. It must see to its own limits. */
export function unguarded<T extends (...args: never[]) => unknown>(body: T): T {
  exempt.add(body as unknown as Body);
  return body;
}

function guard(body: Body): Body {
  if (exempt.has(body)) return body;
  return function guarded(this: unknown, ...args: unknown[]) {
    const run = runBehind(this);
    if (!run) return body.apply(this, args);
    const withCallback = body.length === args.length;
    const ended = run.guard(() =>
      withCallback ? untilCalledBack(this, body, args) : body.apply(this, args),
    );
    const told = ended.then(result => tell(this, run, result));
    if (!withCallback) return told;
    // Cucumber takes either a promise or its callback.
    const done = args[args.length - 1] as (error: unknown, result?: unknown) => void;
    told.then(result => done(null, result), done);
    return undefined;
  };
}

function untilCalledBack(self: unknown, body: Body, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, result: unknown): void => (error ? reject(error) : resolve(result));
    body.apply(self, [...args.slice(0, -1), done]);
  });
}

// World, or the bare object of BeforeAll and AfterAll hooks.
function runBehind(self: unknown): RunContext | undefined {
  const { run, parameters } = (self ?? {}) as { run?: RunContext; parameters?: { run?: string } };
  return run ?? runOf(parameters);
}

// For reports that show what scenarios logged.
function tell(self: unknown, run: RunContext, result: unknown): unknown {
  if (result === 'skipped' && run.notApplicable) {
    (self as { log?: (text: string) => void }).log?.(`not applicable: ${run.notApplicable}`);
  }
  return result;
}

/** Guards all steps and hooks of the library that Cucumber is collecting. */
export function installGuard(): void {
  setDefinitionFunctionWrapper(guard);
}
