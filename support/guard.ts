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
    // A body that takes Cucumber's callback tells its end through that, and must not return a promise besides.
    if (!run || body.length === args.length) return body.apply(this, args);
    return run.guard(() => body.apply(this, args)).then(result => tell(this, run, result));
  };
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

/** From now on every step and hook that is defined is guarded. */
export function installGuard(): void {
  setDefinitionFunctionWrapper(guard);
}

installGuard();
