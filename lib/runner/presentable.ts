// A fault as Cucumber's formatters may show it.
import { CheckFailed } from '../checks/verdicts';
import { describeError, isFleetspecError } from '../errors';
import type { Redactor } from '../util/redactor';

// Formatters print stacks. Of a fault that is none of a program, the sentence and the remedy say more.
export function presentable(error: unknown, redactor: Redactor): unknown {
  if (!isFleetspecError(error) && !(error instanceof CheckFailed)) return discreet(error, redactor);
  const told = new Error(redactor.text(describeError(error)));
  told.name = error.name;
  told.stack = `${error.name}: ${told.message}`;
  return told;
}

// Whoever looks at it in a debugger sees the fault itself; what is printed is its stack.
function discreet(error: unknown, redactor: Redactor): unknown {
  if (
    !(error instanceof Error) ||
    redactor.text(`${error.message}${error.stack}`) === `${error.message}${error.stack}`
  )
    return error;
  const told = new Error(redactor.text(error.message));
  told.name = error.name;
  told.stack = redactor.text(error.stack ?? '');
  return told;
}
