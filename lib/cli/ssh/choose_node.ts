// One node out of those that match: the only one, or the one a person picks from a numbered list.
import type { CommandIo } from '../command';
import { BadValue, UsageFault } from '../errors';
import { inColumns } from '../in_columns';
import { Questions } from '../init/questions';
import { foldNames } from '../output/folded_names';

const MOST_NAMED = 10;

/** `nodes` is not empty. Undefined: nothing was picked. Throws UsageFault where nobody can be asked. */
export async function chooseNode(
  nodes: readonly string[],
  { environment, display }: CommandIo,
): Promise<string | undefined> {
  if (nodes.length === 1) return nodes[0];
  if (!environment.stdin.isTTY) {
    const folded = foldNames(nodes);
    const named = folded.slice(0, MOST_NAMED).join(', ') + (folded.length > MOST_NAMED ? ', …' : '');
    throw new UsageFault(`${nodes.length} nodes match: ${named}`, 'ssh');
  }
  const width = String(nodes.length).length;
  const entries = nodes.map((name, at) => `${String(at + 1).padStart(width)}. ${name}`);
  for (const line of inColumns(entries, display.columns)) display.notice(line);
  const questions = new Questions(environment);
  try {
    const answer = await questions.ask(`Which one (1 to ${nodes.length})?`);
    if (!answer) return undefined;
    const picked = nodes.includes(answer) ? answer : nodes[Number(answer) - 1];
    if (picked === undefined) throw new BadValue('the number', answer, `one from 1 to ${nodes.length}`);
    return picked;
  } finally {
    questions.close();
  }
}
