// Changes of one kind on one host: one after the other, and each answered in time even when it goes on for longer.
import { describeError } from '../../errors';
import { ActionFailed, type ActionOutputs, type ActionRequest, type Exec, type NodeContext } from '../agent';
import { OneAtATime } from '../one_at_a_time';
import { TIMED_OUT, withTimeLimit } from '../time_limit';

export interface TurnLimits {
  /** After so long there is an answer, ms; less than the timeout of the agent. */
  readonly answerMs: number;
  /** Of that answer. */
  readonly statuscode: number;
}

export class Turns {
  readonly #lines = new WeakMap<Exec, OneAtATime>();

  constructor(private readonly limits: TurnLimits) {}

  /** `what` names the change in sentences. A change that has begun is never broken off. Throws ActionFailed. */
  async take(
    request: ActionRequest,
    node: NodeContext,
    what: string,
    change: () => Promise<ActionOutputs>,
  ): Promise<ActionOutputs> {
    const turn = { begun: false, late: false };
    const work = this.#lineOf(node.exec).run(async () => {
      // Whoever asked was told that nothing was done.
      if (turn.late) return {};
      turn.begun = true;
      const { callerid, requestid } = request;
      node.logger.info(what, { callerid, requestid });
      return change();
    });
    const { answerMs, statuscode } = this.limits;
    const outputs = await withTimeLimit(node.clock, answerMs, request.signal, () => work);
    if (outputs !== TIMED_OUT) return outputs;
    turn.late = true;
    if (turn.begun) tellTheEnd(what, work, node);
    const sentence = turn.begun
      ? `${what}: not done after ${answerMs / 1000} s, and goes on; ask for the status later`
      : `${what}: not begun, for another request keeps this node busy`;
    throw new ActionFailed(sentence, statuscode);
  }

  #lineOf(exec: Exec): OneAtATime {
    const line = this.#lines.get(exec) ?? new OneAtATime();
    this.#lines.set(exec, line);
    return line;
  }
}

function tellTheEnd(what: string, work: Promise<unknown>, { logger }: NodeContext): void {
  work.then(
    () => logger.info(`${what}: done, after nobody waited for it any more`),
    error => logger.warn(`${what}: failed, after nobody waited for it any more: ${describeError(error)}`),
  );
}
