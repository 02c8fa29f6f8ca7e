// A first word that should say what a command is to do, and says nothing it knows.
import { didYouMean } from '../util/did_you_mean';
import { UsageFault } from './errors';

/** `task` as it was given; `known` are the words that `command` has. */
export function unknownTask(command: string, task: string, known: readonly string[]): UsageFault {
  const meant = didYouMean(task, known);
  const help = meant === undefined ? `: it has ${known.join(', ')}` : `, did you mean ${meant}?`;
  return new UsageFault(`unknown task ${JSON.stringify(task)} of ${command}${help}`, command);
}
